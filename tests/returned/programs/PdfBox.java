import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;

/** Fills a form ("fill IN OUT ANSWERS", names and values with a zero byte behind each) or flattens it, with PDFBox. */
public class PdfBox {
  public static void main(String[] words) throws Exception {
    try (PDDocument document = PDDocument.load(new File(words[1]))) {
      PDAcroForm form = document.getDocumentCatalog().getAcroForm();
      if (words[0].equals("flatten")) {
        form.flatten();
      } else {
        // It throws at letters that the field font lacks when it draws the appearances itself.
        form.setNeedAppearances(true);
        String[] answers = Files.readString(Path.of(words[3])).split("\0");
        for (int i = 0; i + 1 < answers.length; i += 2) form.getField(answers[i]).setValue(answers[i + 1]);
      }
      document.save(words[2]);
    }
  }
}
