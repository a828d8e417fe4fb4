package bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** What is kept of a patient: of each medicine the row with the highest version, as CBOR in the store. */
public final class Rows {
  /** One medicine of one patient. */
  public static final class Row {
    public String code;
    public String display;
    public String status;
    public String dosage;
    public double amount;
    public int version;
    public String by;
    public long at;
    public String source;
  }

  private static final TypeReference<HashMap<String, Row>> KIND = new TypeReference<>() {};
  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
  private static final ObjectReader READER = CBOR.readerFor(KIND);
  private static final ObjectWriter WRITER = CBOR.writerFor(KIND);

  private final HashMap<String, Row> byCode;

  Rows() {
    this(new HashMap<>());
  }

  private Rows(HashMap<String, Row> byCode) {
    this.byCode = byCode;
  }

  Rows with(GenericRecord event) {
    GenericRecord medicine = (GenericRecord) event.get("medicine");
    String code = text(medicine.get("code"));
    int version = (Integer) event.get("version");
    Row known = byCode.get(code);
    if (known == null || known.version <= version) {
      byCode.put(code, row(event, medicine, code, version));
    }
    return this;
  }

  private static Row row(GenericRecord event, GenericRecord medicine, String code, int version) {
    GenericRecord dosage = (GenericRecord) event.get("dosage");
    Row row = new Row();
    row.code = code;
    row.display = text(medicine.get("display"));
    row.status = text(event.get("status"));
    row.dosage = text(dosage.get("instructions"));
    row.amount = (Double) dosage.get("amount");
    row.version = version;
    row.by = text(((GenericRecord) event.get("author")).get("id"));
    row.at = (Long) event.get("recorded_at");
    row.source = text(event.get("source_system"));
    return row;
  }

  private static String text(Object avro) {
    return avro == null ? null : avro.toString();
  }

  static Serde<Rows> serde() {
    return Serdes.serdeFrom((topic, rows) -> bytes(rows), (topic, bytes) -> of(bytes));
  }

  private static byte[] bytes(Rows rows) {
    try {
      return rows == null ? null : WRITER.writeValueAsBytes(rows.byCode);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Rows of(byte[] bytes) {
    try {
      return bytes == null ? null : new Rows(READER.readValue(bytes));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
