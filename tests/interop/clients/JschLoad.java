import com.jcraft.jsch.JSch;
import com.jcraft.jsch.KeyPair;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Base64;

/** Loads each key named on standard input (path, tab, passphrase) with classic JSch, and signs with it. */
class JschLoad {
  static String load(String path, String passphrase) throws Exception {
    KeyPair pair = KeyPair.load(new JSch(), path, null);
    if (pair.isEncrypted() && !pair.decrypt(passphrase)) throw new Exception("cannot be decrypted");
    if (pair.getSignature(new byte[8]) == null) throw new Exception("cannot sign");
    return Base64.getEncoder().encodeToString(pair.getPublicKeyBlob());
  }

  public static void main(String[] none) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      String[] words = line.split("\t", 2);
      try {
        System.out.println("ok\t" + load(words[0], words[1]));
      } catch (Throwable error) {
        System.out.println("no\t" + String.valueOf(error.getMessage()).split("\n")[0]);
      }
    }
  }
}
