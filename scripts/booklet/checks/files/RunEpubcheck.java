// Runs epubcheck over EPUB files in one start of Java, which costs more than reading a file.
// Usage: java -cp JARS RunEpubcheck.java FOLDER FILE ...
// Writes what epubcheck says of each file to FOLDER/0.json, FOLDER/1.json, … in the order of the files.
import com.adobe.epubcheck.tool.EpubChecker;
import java.io.File;

public class RunEpubcheck {
  public static void main(String[] arguments) {
    for (int i = 1; i < arguments.length; i++) {
      String said = new File(arguments[0], (i - 1) + ".json").getPath();
      new EpubChecker().run(new String[] {arguments[i], "--json", said, "--quiet", "--locale", "en"});
    }
  }
}
