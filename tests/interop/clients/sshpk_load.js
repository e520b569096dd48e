// Loads each key named on standard input (path, tab, passphrase) with the sshpk package.
const fs = require('fs');
const sshpk = require('sshpk');

for (const line of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const [path, passphrase] = line.split('\t');
  try {
    const options = passphrase ? { passphrase } : {};
    const key = sshpk.parsePrivateKey(fs.readFileSync(path), 'auto', options);
    console.log('ok\t' + key.toPublic().toBuffer('rfc4253').toString('base64'));
  } catch (error) {
    console.log('no\t' + error.message.replace(/[\0-\x1f]/g, ' '));
  }
}
// A wrong cipher is told once more, after all is over.
process.exit(0);
