package bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The reference job on Kafka Streams: per patient the newest row of each medicine, in RocksDB with a changelog, written to a
 * compacted topic, exactly once.
 *
 * <p>Arguments: brokers, schema file, state folder, application id, input, output, events (0: run until killed, from the end of
 * the input), commit interval in milliseconds, record cache in bytes.
 */
public final class Reference {
  private record Arguments(
      String brokers, Path schema, String state, String application, String input, String output, long events,
      int commit, long cache) {
    static Arguments of(String[] told) {
      return new Arguments(
          told[0], Path.of(told[1]), told[2], told[3], told[4], told[5], Long.parseLong(told[6]),
          Integer.parseInt(told[7]), Long.parseLong(told[8]));
    }

    boolean endless() {
      return events == 0;
    }
  }

  private Reference() {}

  public static void main(String[] told) throws Exception {
    Arguments given = Arguments.of(told);
    Clock clock = new Clock(given.events());
    KafkaStreams streams = new KafkaStreams(topology(given, clock), settings(given));
    streams.setUncaughtExceptionHandler(Reference::failed);
    streams.start();
    if (given.endless()) {
      untilKilled(streams);
    } else {
      clock.await();
      System.out.println(clock.told());
      streams.close(Duration.ofSeconds(20));
    }
    System.exit(0);
  }

  private static Topology topology(Arguments given, Clock clock) throws Exception {
    Schema schema = Event.schema(given.schema());
    ThreadLocal<Event> event = ThreadLocal.withInitial(() -> new Event(schema));
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(given.input(), Consumed.with(Serdes.String(), Serdes.ByteArray()))
        .groupByKey()
        .aggregate(
            Rows::new,
            (patient, value, rows) -> {
              Rows merged = rows.with(event.get().read(value));
              clock.count();
              return merged;
            },
            Materialized.<String, Rows, KeyValueStore<Bytes, byte[]>>as("rows")
                .withKeySerde(Serdes.String())
                .withValueSerde(Rows.serde()))
        .toStream()
        .to(given.output(), Produced.with(Serdes.String(), Rows.serde()));
    return builder.build();
  }

  private static Properties settings(Arguments given) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, given.application());
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, given.brokers());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, given.commit());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, given.state());
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, given.cache());
    settings.put("auto.offset.reset", given.endless() ? "latest" : "earliest");
    settings.put(StreamsConfig.producerPrefix("compression.type"), "lz4");
    settings.put(StreamsConfig.producerPrefix("batch.size"), 262_144);
    return settings;
  }

  private static StreamThreadExceptionResponse failed(Throwable failure) {
    failure.printStackTrace();
    System.exit(1);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private static void untilKilled(KafkaStreams streams) throws InterruptedException {
    while (streams.state() != KafkaStreams.State.RUNNING) {
      Thread.sleep(50);
    }
    System.out.println("ready");
    Thread.currentThread().join();
  }
}
