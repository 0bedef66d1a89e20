// Asks veraPDF's library about PDF files:  VeraPdf FLAVOUR FILE...   (ua1, 2a, 2b, 3a, 3b ...)
//
// One line per file:         file <TAB> path <TAB> passes|fails <TAB> number of checks
// below it, per failed rule:  rule <TAB> clause-test <TAB> how often <TAB> first message <TAB> where
// Called by verapdf.py, which compiles it on the fly.
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

public class VeraPdf {
  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    PDFAFlavour flavour = PDFAFlavour.byFlavourId(arguments[0]);
    if (flavour == PDFAFlavour.NO_FLAVOUR) throw new IllegalArgumentException("no such flavour: " + arguments[0]);
    for (String name : List.of(arguments).subList(1, arguments.length)) report(name, flavour);
  }

  private static void report(String name, PDFAFlavour flavour) throws Exception {
    try (InputStream stream = Files.newInputStream(Path.of(name));
        PDFAParser parser = Foundries.defaultInstance().createParser(stream, flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
      ValidationResult result = validator.validate(parser);
      line("file", name, result.isCompliant() ? "passes" : "fails", result.getTotalAssertions());
      Map<String, List<TestAssertion>> failed = new TreeMap<>();
      for (TestAssertion assertion : result.getTestAssertions()) {
        if (assertion.getStatus() == TestAssertion.Status.FAILED) {
          String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
          failed.computeIfAbsent(rule, unused -> new ArrayList<>()).add(assertion);
        }
      }
      failed.forEach((rule, all) ->
          line("rule", rule, all.size(), all.get(0).getMessage(), all.get(0).getLocation().getContext()));
    }
  }

  private static void line(Object... parts) {
    List<String> cells = new ArrayList<>();
    for (Object part : parts) cells.add(String.valueOf(part).replaceAll("\\s+", " "));
    System.out.println(String.join("\t", cells));
  }
}
