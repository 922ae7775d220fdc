package io.tukki.actors.serialization;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.tukki.core.cluster.TopicConfig;
import io.tukki.core.id.ClusterId;
import io.tukki.core.id.DirectoryId;
import io.tukki.core.id.LeaderEpoch;
import io.tukki.core.id.NodeId;
import io.tukki.core.id.PartitionId;
import io.tukki.core.id.ShardId;
import io.tukki.core.id.TopicId;
import io.tukki.core.record.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.Function;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.cluster.UniqueAddress;

/** The house's conventions for Jackson; what it does not name is Jackson's own way with records. */
public final class TukkiModule extends SimpleModule {

  private static final long serialVersionUID = 1L;

  private static final TypeReference<Map<String, String>> OVERRIDES = new TypeReference<>() {};

  /** Called by Pekko, by the class's name in the configuration. */
  public TukkiModule() {
    super("tukki");
    text(ClusterId.class, ClusterId::toString, ClusterId::parse);
    text(DirectoryId.class, DirectoryId::toString, DirectoryId::parse);
    text(TopicId.class, TopicId::toString, TopicId::parse);
    text(PartitionId.class, PartitionId::toString, PartitionId::parse);
    text(ShardId.class, ShardId::toString, ShardId::parse);
    text(Address.class, Address::toString, AddressFromURIString::parse);
    text(UniqueAddress.class, TukkiModule::print, TukkiModule::parseMember);
    number(NodeId.class, NodeId::value, NodeId::new);
    number(LeaderEpoch.class, LeaderEpoch::value, LeaderEpoch::new);
    addSerializer(
        TopicConfig.class, writer((config, generator) -> generator.writePOJO(config.overrides())));
    addDeserializer(
        TopicConfig.class, reader(parser -> TopicConfig.recorded(parser.readValueAs(OVERRIDES))));
    addSerializer(
        RecordBatch.class, writer((batch, generator) -> writeBytes(batch.bytes(), generator)));
    addDeserializer(
        RecordBatch.class,
        reader(parser -> RecordBatch.wrap(ByteBuffer.wrap(parser.getBinaryValue()))));
  }

  @Override
  public void setupModule(SetupContext context) {
    super.setupModule(context);
    context.insertAnnotationIntrospector(new SealedTypes());
  }

  /** {@code pekko://tukki@10.0.0.1:7300#-42}: where the process is, and which one it is. */
  private static String print(UniqueAddress member) {
    return member.address() + "#" + member.longUid();
  }

  private static UniqueAddress parseMember(String text) {
    int mark = text.lastIndexOf('#');
    return new UniqueAddress(
        AddressFromURIString.parse(text.substring(0, mark)),
        Long.parseLong(text.substring(mark + 1)));
  }

  private <T> void text(Class<T> type, Function<T, String> print, Function<String, T> parse) {
    addSerializer(type, writer((value, generator) -> generator.writeString(print.apply(value))));
    addDeserializer(type, reader(parser -> parse.apply(parser.getText())));
    key(type, print, parse);
  }

  private <T> void number(Class<T> type, Function<T, Integer> print, Function<Integer, T> make) {
    addSerializer(type, writer((value, generator) -> generator.writeNumber(print.apply(value))));
    addDeserializer(type, reader(parser -> make.apply(parser.getIntValue())));
    key(type, value -> print.apply(value).toString(), text -> make.apply(Integer.valueOf(text)));
  }

  private <T> void key(Class<T> type, Function<T, String> print, Function<String, T> parse) {
    addKeySerializer(
        type, writer((value, generator) -> generator.writeFieldName(print.apply(value))));
    addKeyDeserializer(
        type,
        new KeyDeserializer() {
          @Override
          public Object deserializeKey(String key, DeserializationContext context) {
            return parse.apply(key);
          }
        });
  }

  private static void writeBytes(ByteBuffer bytes, JsonGenerator generator) throws IOException {
    if (bytes.hasArray()) {
      generator.writeBinary(
          bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    } else {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      generator.writeBinary(copy);
    }
  }

  private interface Write<T> {
    void write(T value, JsonGenerator generator) throws IOException;
  }

  private interface Read<T> {
    T read(JsonParser parser) throws IOException;
  }

  private static <T> JsonSerializer<T> writer(Write<T> write) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator generator, SerializerProvider provider)
          throws IOException {
        write.write(value, generator);
      }
    };
  }

  private static <T> JsonDeserializer<T> reader(Read<T> read) {
    return new JsonDeserializer<>() {
      @Override
      public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return read.read(parser);
      }
    };
  }
}
