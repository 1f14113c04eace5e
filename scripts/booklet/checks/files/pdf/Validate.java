// Runs the veraPDF engine over PDF files in one start, and prints what it finds for a program to read.
// Usage: java -cp JARS Validate.java FLAVOURS FILE ...     (flavours with commas between: ua1,2a)
// One line for each file and flavour: "file TAB flavour TAB pass|fail",
// followed by one line for each broken rule:  "rule TAB clause TAB test TAB count TAB message".
import java.io.FileInputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class Validate {
  static final int MOST_FAILURES = 1000;

  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    List<PDFAFlavour> flavours = Arrays.stream(arguments[0].split(",")).map(PDFAFlavour::byFlavourId).toList();
    for (int i = 1; i < arguments.length; i++) {
      validate(arguments[i], flavours, out);
    }
  }

  // Walks through the file once for all flavours.
  static void validate(String file, List<PDFAFlavour> flavours, PrintStream out) throws Exception {
    try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavours.get(0));
         PDFAValidator validator = Foundries.defaultInstance().createValidator(flavours, MOST_FAILURES, false, false, false)) {
      for (ValidationResult result : validator.validateAll(parser)) {
        print(file, result, out);
      }
    }
  }

  static void print(String file, ValidationResult result, PrintStream out) {
    out.println(file + "\t" + result.getPDFAFlavour().getId() + "\t" + (result.isCompliant() ? "pass" : "fail"));
    Map<String, Integer> broken = new TreeMap<>();
    for (TestAssertion assertion : result.getTestAssertions()) {
      if (assertion.getStatus() == TestAssertion.Status.FAILED) {
        String message = assertion.getMessage().replaceAll("\\s+", " ");
        broken.merge(assertion.getRuleId().getClause() + "\t" + assertion.getRuleId().getTestNumber()
            + "\t%d\t" + message, 1, Integer::sum);
      }
    }
    broken.forEach((rule, count) -> out.println("rule\t" + rule.replace("%d", String.valueOf(count))));
  }
}
