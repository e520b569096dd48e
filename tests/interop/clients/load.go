// Loads each key named on standard input (path, tab, passphrase) with golang.org/x/crypto/ssh.
package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"os"
	"strings"

	"golang.org/x/crypto/ssh"
)

func main() {
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		path, passphrase, _ := strings.Cut(in.Text(), "\t")
		data, err := os.ReadFile(path)
		var signer ssh.Signer
		if err == nil && passphrase == "" {
			signer, err = ssh.ParsePrivateKey(data)
		} else if err == nil {
			signer, err = ssh.ParsePrivateKeyWithPassphrase(data, []byte(passphrase))
		}
		if err != nil {
			fmt.Printf("no\t%s\n", strings.ReplaceAll(err.Error(), "\n", " "))
			continue
		}
		fmt.Printf("ok\t%s\n", base64.StdEncoding.EncodeToString(signer.PublicKey().Marshal()))
	}
}
