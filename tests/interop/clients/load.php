<?php
// Loads each key named on standard input (path, tab, passphrase) with phpseclib 3.
error_reporting(E_ERROR);
require 'phpseclib3/autoload.php';

use phpseclib3\Crypt\Common\PrivateKey;
use phpseclib3\Crypt\PublicKeyLoader;

while (($line = fgets(STDIN)) !== false) {
    [$path, $passphrase] = explode("\t", rtrim($line, "\n"), 2);
    try {
        $key = PublicKeyLoader::load(file_get_contents($path), $passphrase === '' ? false : $passphrase);
        if (!$key instanceof PrivateKey) {
            throw new Exception('not a private key');
        }
        $words = explode(' ', $key->getPublicKey()->toString('OpenSSH'));
        echo "ok\t", trim($words[1]), "\n";
    } catch (\Throwable $error) {
        echo "no\t", strtok($error->getMessage(), "\n"), "\n";
    }
}
