// Fills in the texts and lists of a form with pdf-lib: node pdflib.mjs IN OUT ANSWERS.json
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { PDFDocument, PDFTextField, PDFDropdown } = createRequire(process.env.PDF_LIB + "/")("pdf-lib");
const [input, output, answers] = process.argv.slice(2);
const document = await PDFDocument.load(readFileSync(input));
const fields = document.getForm().getFields();
for (const [name, value] of Object.entries(JSON.parse(readFileSync(answers, "utf8")))) {
  const field = fields.find((candidate) => candidate.getName() === name);
  if (field instanceof PDFTextField) field.setText(value);
  else if (field instanceof PDFDropdown) field.select(value);
}
writeFileSync(output, await document.save({ updateFieldAppearances: false }));
