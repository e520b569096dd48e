// Loads each key named on standard input (path, tab, passphrase) with the ssh2 package.
const fs = require('fs');
const { utils } = require('ssh2');

for (const line of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const [path, passphrase] = line.split('\t');
  let key;
  try {
    key = utils.parseKey(fs.readFileSync(path), passphrase || undefined);
  } catch (error) {
    key = error;
  }
  if (Array.isArray(key)) key = key[0];
  if (!(key instanceof Error) && !key.isPrivateKey()) key = new Error('not a private key');
  if (key instanceof Error) console.log('no\t' + key.message.replace(/[\0-\x1f]/g, ' '));
  else console.log('ok\t' + key.getPublicSSH().toString('base64'));
}
