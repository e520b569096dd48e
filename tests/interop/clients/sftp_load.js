// Loads each key named on standard input (path, tab, passphrase) with ssh2-sftp-client, which does so to connect.
// No server is there: a key with which it got as far as the connection has been loaded.
const fs = require('fs');
const net = require('net');
const Client = require('ssh2-sftp-client');

const load = async (port, path, passphrase) => {
  const client = new Client('sftp', { error: () => {}, end: () => {}, close: () => {} });
  try {
    await client.connect({
      host: '127.0.0.1', port, username: 'nobody', retries: 0,
      privateKey: fs.readFileSync(path), passphrase: passphrase || undefined,
    });
  } catch (error) {
    return error.message.replace(/[\0-\x1f]/g, ' ');
  }
  return 'it is connected';
};

const main = async () => {
  const server = net.createServer((socket) => socket.destroy());
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  for (const line of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
    const [path, passphrase] = line.split('\t');
    const words = await load(server.address().port, path, passphrase);
    const loaded = !/privateKey|passphrase|key/i.test(words);
    console.log(loaded ? 'ok\t-' : 'no\t' + words);
    if (process.env.DEBUG) console.error(words);
  }
  server.close();
};

main();
