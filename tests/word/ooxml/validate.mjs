// Microsoft's Open XML SDK validator:  node validate.mjs FILE...
//
// Writes a JSON object: for each file what is wrong with it. Starting takes seconds, so many files go into one run.

import { readFileSync } from "node:fs";
import validate, { ready } from "@ooxml-tools/validate";

await ready();
const found = {};
for (const name of process.argv.slice(2)) {
  try {
    const problems = await validate(new Uint8Array(readFileSync(name)), "docx", "Microsoft365");
    found[name] = problems.map(({ id, path, description }) => `${id} ${path?.partUri} ${path?.xpath}: ${description}`);
  } catch (error) {
    found[name] = [`cannot be opened: ${error.message}`]; // the SDK throws where the package itself is broken
  }
}
process.stdout.write(JSON.stringify(found), () => process.exit(0)); // .NET would keep the process alive
