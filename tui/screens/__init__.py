"""The screens, and the pages that come up over them; ``registry`` lists them."""
