package bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/** Reads the event of the reference job; decoder and record are reused, so one reader belongs to one thread. */
final class Event {
  private static final int FRAME = 5;

  private final GenericDatumReader<GenericRecord> reader;
  private BinaryDecoder decoder;
  private GenericRecord record;

  Event(Schema schema) {
    reader = new GenericDatumReader<>(schema);
  }

  static Schema schema(Path file) throws IOException {
    return new Schema.Parser().parse(file.toFile());
  }

  GenericRecord read(byte[] value) {
    try {
      decoder = DecoderFactory.get().binaryDecoder(value, FRAME, value.length - FRAME, decoder);
      record = reader.read(record, decoder);
      return record;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
