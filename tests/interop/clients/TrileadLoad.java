import com.trilead.ssh2.crypto.PEMDecoder;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Paths;

/** Loads each key named on standard input (path, tab, passphrase) with trilead-ssh2. */
class TrileadLoad {
  public static void main(String[] none) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = in.readLine()) != null; ) {
      String[] words = line.split("\t", 2);
      try {
        char[] text = new String(Files.readAllBytes(Paths.get(words[0])), "ISO-8859-1").toCharArray();
        PEMDecoder.decode(text, words[1].isEmpty() ? null : words[1]);
        System.out.println("ok\t-");
      } catch (Throwable error) {
        System.out.println("no\t" + String.valueOf(error.getMessage()).split("\n")[0]);
      }
    }
  }
}
