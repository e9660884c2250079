#include "model_file/model_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>

namespace weir {
namespace {

ModelFile small_model() {
  ModelFile model;
  model.tensors.put("lstm.weight", {2, 3}, {1, 2, 3, 4, 5, std::nanf("")});
  model.tensors.put_number("threshold", 0.25F);
  model.metadata = {{"format", "weir"}, {"catalogue", "[{\"name\":\"LIT101 \\u00b5\"}]"}};
  return model;
}

std::string file(std::string_view header, std::string_view data = {}) {
  std::string bytes(8, '\0');
  const std::uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, 8);
  return bytes + std::string(header) + std::string(data);
}

std::string refusal(std::string_view bytes) {
  const auto model = parse_model_file(bytes, "m.weir");
  return model ? "accepted" : model.error().message;
}

TEST(ModelFile, ComesBackAsItWasWritten) {
  const std::string bytes = serialise(small_model());
  const auto model = parse_model_file(bytes, "m.weir");
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->metadata, small_model().metadata);
  ASSERT_EQ(model->tensors.tensors().size(), 2U);
  EXPECT_EQ(model->tensors.tensors()[0].name, "lstm.weight");
  EXPECT_EQ(model->tensors.tensors()[0].shape, (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(*model->tensors.number("threshold"), 0.25F);
  EXPECT_TRUE(std::isnan(model->tensors.tensors()[0].values[5]));
  EXPECT_EQ(serialise(*model), bytes);
}

// The bytes themselves, as the format describes them.
TEST(ModelFile, IsSafetensors) {
  ModelFile model;
  model.tensors.put("a", {2}, {1, 2});
  model.metadata = {{"k", "v"}};
  const std::string header = R"({"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  const std::string padded = header + std::string((8 - header.size() % 8) % 8, ' ');
  EXPECT_EQ(serialise(model), file(padded, std::string_view("\0\0\x80\x3f\0\0\0\x40", 8)));
  for (std::size_t name = 1; name < 9; ++name) {
    ModelFile other;
    other.tensors.put(std::string(name, 'n'), {}, {1});
    const std::string bytes = serialise(other);
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), 8);
    EXPECT_EQ(length % 8, 0U);
    EXPECT_EQ(bytes.size(), 8 + length + 4);
    EXPECT_TRUE(parse_model_file(bytes, "m"));
  }
}

TEST(ModelFile, RefusesEveryTruncationAndEveryTail) {
  const std::string bytes = serialise(small_model());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    ASSERT_NE(refusal(std::string_view(bytes).substr(0, size)), "accepted") << size;
  }
  EXPECT_NE(refusal(bytes + '\0').find("1 bytes after the last tensor"), std::string::npos);
}

TEST(ModelFile, SurvivesEveryFlippedBit) {
  const std::string bytes = serialise(small_model());
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    const auto model = parse_model_file(damaged, "m.weir");
    if (!model) {
      EXPECT_TRUE(model.error().message.starts_with("m.weir: not a usable model file: ")) << model.error().message;
    }
  }
}

TEST(ModelFile, SaysWhatIsWrongWithAHeader) {
  const auto tensor = [](std::string_view fields) { return file("{\"w\":{" + std::string(fields) + "}}", std::string(8, '\0')); };
  const std::pair<std::string, std::string> cases[] = {
      {std::string("\xff\xff\xff\xff\xff\xff\xff\x7f", 8) + "{}", "claims a header of 9223372036854775807 bytes"},
      {std::string("\x00\x01\x00\x00\x00\x00\x00\x00", 8) + "{}", "ends within its header, after 2 of 256 bytes"},
      {file(""), "doesn't begin with '{'"},
      {file(" {}"), "doesn't begin with '{'"},
      {file("{]"), "isn't JSON at byte"},
      {file("{}x"), "isn't JSON at byte"},
      {file("{\"\xff\":1}"), "isn't JSON at byte"},
      {file("{\"w\":1}"), "'w' in its header is a number instead of an object"},
      {file("{\"w\":" + std::string(1'000'000, '[')), "'w' in its header is a list instead of an object"},
      {file("{\"__metadata__\":{\"k\":1}}"), "metadata 'k' is a number instead of a text"},
      {file("{\"__metadata__\":{\"k\":{}}}"), "metadata 'k' is an object instead of a text"},
      {file("{\"__metadata__\":{\"k\":\"a\",\"k\":\"b\"}}"), "names 'k' twice in its metadata"},
      {file("{\"__metadata__\":{},\"__metadata__\":{}}"), "names '__metadata__' twice"},
      {tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8])"), "names 'w' twice"},
      {tensor(R"("dtype":"F16","shape":[4],"data_offsets":[0,8])"), "'w' has dtype F16, only F32"},
      {tensor(R"("dtype":"F32","shape":[2])"), "'w' has no data_offsets"},
      {tensor(R"("shape":[2],"data_offsets":[0,8])"), "'w' has no dtype"},
      {tensor(R"("dtype":"F32","data_offsets":[0,8])"), "'w' has no shape"},
      {tensor(R"("dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8])"), "'w' has 'dtype' twice"},
      {tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,8],"more":1)"), "unknown field 'more'"},
      {tensor(R"("dtype":1,"shape":[2],"data_offsets":[0,8])"), "'w' has a number in its dtype"},
      {tensor(R"("dtype":"F32","shape":"2","data_offsets":[0,8])"), "'w' has a text in its shape"},
      {tensor(R"("dtype":"F32","shape":[[2]],"data_offsets":[0,8])"), "'w' has a list in its shape"},
      {tensor(R"("dtype":"F32","shape":[-2],"data_offsets":[0,8])"), "a negative number in its shape"},
      {tensor(R"("dtype":"F32","shape":[2.0],"data_offsets":[0,8])"), "isn't whole or is too large in its shape"},
      {tensor(R"("dtype":"F32","shape":[1e999],"data_offsets":[0,8])"), "isn't JSON at byte"},
      {tensor(R"("dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8])"), "isn't whole or is too large in its shape"},
      {tensor(R"("dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8])"), "more than 8 dimensions"},
      {tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0])"), "1 data_offsets instead of 2"},
      {tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,8,9])"), "'w' has a number in its data_offsets"},
      {tensor(R"("dtype":"F32","shape":[2],"data_offsets":[8,0])"), "lies at bytes 8 to 0 of 8"},
      {tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,9])"), "lies at bytes 0 to 9 of 8"},
      {tensor(R"("dtype":"F32","shape":[3],"data_offsets":[0,8])"), "8 bytes, which don't fit its shape"},
      {tensor(R"("dtype":"F32","shape":[4294967296,4294967296,4],"data_offsets":[0,0])"), "0 bytes, which don't fit its shape"},
      {tensor(R"("dtype":"F32","shape":[1],"data_offsets":[4,8])"), "begins at byte 4 of the data, expected 0"},
      {tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0,4])"), "4 bytes after the last tensor"},
      {tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,8]},"v":{"dtype":"F32","shape":[1],"data_offsets":[4,8])"),
       "begins at byte 4 of the data, expected 8"},
  };
  for (const auto& [bytes, expected] : cases) {
    const std::string message = refusal(bytes);
    EXPECT_NE(message.find(expected), std::string::npos) << "expected: " << expected << "\nseen: " << message;
    EXPECT_EQ(std::ranges::count(message, '\n'), 0);
  }
}

TEST(ModelFile, RefusesTooManyTensors) {
  std::string header = "{";
  for (int i = 0; i < 10'001; ++i) header += fmt::format(R"({}"{}":{{"dtype":"F32","shape":[0],"data_offsets":[0,0]}})", i ? "," : "", i);
  EXPECT_NE(refusal(file(header + "}")).find("more than 10000 tensors"), std::string::npos);
}

TEST(ModelFile, RefusesInfiniteNumbers) {
  ModelFile model;
  model.tensors.put("w", {1}, {std::numeric_limits<float>::infinity()});
  EXPECT_NE(refusal(serialise(model)).find("'w' holds an infinite number"), std::string::npos);
  const auto path = std::filesystem::temp_directory_path() / fmt::format("weir_model_infinite_{}", ::getpid());
  EXPECT_FALSE(save_model_file(path, model));
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ModelFile, SavesAndLoads) {
  const auto path = std::filesystem::temp_directory_path() / fmt::format("weir_model_{}", ::getpid());
  ASSERT_TRUE(save_model_file(path, small_model()));
  const auto model = load_model_file(path);
  std::filesystem::remove(path);
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(serialise(*model), serialise(small_model()));
  const auto missing = load_model_file(path);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find(path.string()), std::string::npos);
}

TEST(TensorSet, GetsWhatFitsAndSaysWhatDoesNot) {
  const TensorSet tensors = small_model().tensors;
  EXPECT_TRUE(tensors.get("lstm.weight", {2, 3}));
  EXPECT_TRUE(tensors.get("lstm.weight", {TensorSet::any, 3}));
  const auto other_shape = tensors.get("lstm.weight", {TensorSet::any, 4});
  ASSERT_FALSE(other_shape);
  EXPECT_NE(other_shape.error().message.find("shape [2, 3], expected [any, 4]"), std::string::npos);
  EXPECT_FALSE(tensors.get("lstm.weight", {6}));
  const auto missing = tensors.number("treshold");
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find("no tensor 'treshold'; it has: lstm.weight, threshold;"), std::string::npos);
  EXPECT_FALSE(tensors.number("lstm.weight"));
}

TEST(TensorSet, MergesAndTakesParts) {
  TensorSet all;
  all.merge("member.lstm_gnn.", small_model().tensors);
  all.put_number("member.other.x", 1);
  EXPECT_EQ(all.number_count(), 8U);
  const TensorSet part = all.part("member.lstm_gnn.");
  ASSERT_EQ(part.tensors().size(), 2U);
  EXPECT_TRUE(part.has("threshold"));
  all.put_number("member.other.x", 2);
  EXPECT_EQ(*all.number("member.other.x"), 2.0F);
  EXPECT_EQ(all.tensors().size(), 3U);
}

}  // namespace
}  // namespace weir
