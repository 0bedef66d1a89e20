// Fills in the texts and lists of a form with pdf-lib, and flattens it where asked to:
// node pdflib.mjs IN OUT ANSWERS.json [flatten]
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { PDFDocument, PDFTextField, PDFDropdown } = createRequire(process.env.PDF_LIB + "/")("pdf-lib");
const [input, output, answers, flatten] = process.argv.slice(2);
const document = await PDFDocument.load(readFileSync(input));
const fields = document.getForm().getFields();
for (const [name, value] of Object.entries(JSON.parse(readFileSync(answers, "utf8")))) {
  const field = fields.find((candidate) => candidate.getName() === name);
  if (field instanceof PDFTextField) field.setText(value);
  else if (field instanceof PDFDropdown) field.select(value);
}
// It stops where its own typeface, which has no letters beyond Latin, is to draw others: what it filled in stays undrawn.
if (flatten) document.getForm().flatten();
writeFileSync(output, await document.save({ updateFieldAppearances: flatten !== undefined }));
