// Asks the AsyncAPI project's own parser about the document named on the command line; prints what it finds as JSON.
const { readFileSync } = require("fs");
const { Parser } = require("@asyncapi/parser");
const { AvroSchemaParser } = require("@asyncapi/avro-schema-parser");

const parser = new Parser();
parser.registerSchemaParser(AvroSchemaParser());
parser.parse(readFileSync(process.argv[2], "utf8")).then(({ document, diagnostics }) => {
  const errors = diagnostics.filter((found) => found.severity === 0).map((found) => found.message);
  console.log(JSON.stringify({ errors, messages: document ? document.messages().all().length : 0 }));
});
