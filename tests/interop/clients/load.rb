# Loads each key named on standard input (path, tab, passphrase) with net-ssh.
require "base64"
require "net/ssh"

$stdin.each_line do |line|
  path, passphrase = line.chomp.split("\t", 2)
  begin
    key = Net::SSH::KeyFactory.load_private_key(path, passphrase.empty? ? nil : passphrase, false)
    public = key.respond_to?(:public_key) ? key.public_key : key
    puts "ok\t#{Base64.strict_encode64(public.to_blob)}"
  rescue Exception => error
    puts "no\t#{error.message.lines.first.to_s.chomp}"
  end
end
