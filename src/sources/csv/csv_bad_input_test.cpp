// The files that people really have.
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <cmath>
#include <filesystem>

#include "base/file.h"
#include "sources/csv/csv_test_tools.h"

namespace weir {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string table(int rows) {
  std::string text = "time,a,b\n";
  for (int i = 0; i < rows; ++i) text += fmt::format("2020-01-01 {:02}:{:02}:{:02},{},{}\n", i / 3600, i / 60 % 60, i % 60, i * 0.5, i % 7);
  return text;
}

std::string zstd_of(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

std::string gzip_of(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "weir_csv_XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  std::filesystem::path operator/(const char* name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

TEST(CsvBadInput, EmptyBlankAndHeaderOnly) {
  EXPECT_TRUE(has(read_text("").error, "is empty"));
  EXPECT_TRUE(has(read_text("\n \n\r\n").error, "is empty"));
  EXPECT_TRUE(has(read_text("\xEF\xBB\xBF").error, "is empty"));
  EXPECT_TRUE(has(read_text("time,a,b\n").error, "header but no data row"));
  EXPECT_TRUE(has(read_text("time,a,b").error, "header but no data row"));
}

TEST(CsvBadInput, RaggedRows) {
  std::string text = table(100);
  text += "2020-01-01 01:00:00,5\n2020-01-01 01:00:01,5,6,7,8\n";
  const ReadFile file = read_text(text);
  ASSERT_EQ(file.error, "");
  EXPECT_EQ(file.rows.size(), 102u);
  EXPECT_EQ(file.counters.short_rows, 1u);
  EXPECT_EQ(file.counters.long_rows, 1u);
  EXPECT_EQ(file.counters.first_ragged_line, 102u);
  EXPECT_EQ(file.rows[100].quality, (std::vector<Quality>{Quality::good, Quality::missing}));
  EXPECT_EQ(file.rows[101].values, (std::vector<double>{5, 6}));
  const auto said = complaints(file.counters, file.decisions.sensors);
  ASSERT_FALSE(said.empty());
  EXPECT_TRUE(has(said[0], "line 102"));

  std::string worse = table(50);
  for (int i = 0; i < 20; ++i) worse += "2020-01-01 01:00:00,5\n";
  EXPECT_TRUE(has(read_text(worse).error, "20 of the first 70 rows"));
}

TEST(CsvBadInput, MissingAndBadCells) {
  std::string text = table(50);
  for (const char* cell : {"", "NaN", "nan", "NA", "null", "-", "Bad", "N/A"}) text += fmt::format("2020-01-01 01:00:00,{},1\n", cell);
  for (const char* cell : {"text", "inf", "-Infinity", "1e308", "-1e308", "1e999", "1.2.3", "0x1F", "12 bar"}) {
    text += fmt::format("2020-01-01 01:00:00,{},1\n", cell);
  }
  text += "2020-01-01 01:00:00, +1.5 ,1e-400\n";
  const ReadFile file = read_text(text);
  ASSERT_EQ(file.error, "");
  ASSERT_EQ(file.rows.size(), 68u);
  for (int i = 50; i < 58; ++i) EXPECT_EQ(file.rows[i].quality[0], Quality::missing) << i;
  for (int i = 58; i < 67; ++i) {
    EXPECT_EQ(file.rows[i].quality[0], Quality::bad) << i;
    EXPECT_TRUE(std::isnan(file.rows[i].values[0]));
    EXPECT_EQ(file.rows[i].values[1], 1);
  }
  EXPECT_EQ(file.rows[67].values, (std::vector<double>{1.5, 0}));
  EXPECT_EQ(file.counters.columns[0].missing, 8u);
  EXPECT_EQ(file.counters.columns[0].bad, 9u);
  EXPECT_EQ(file.counters.columns[0].first_bad, "text");
  EXPECT_EQ(file.counters.columns[0].first_bad_line, 60u);
}

TEST(CsvBadInput, ConstantFile) {
  const ReadFile file = read_text("a,b\n1,2\n1,2\n1,2\n");
  EXPECT_EQ(file.rows.size(), 3u);
  EXPECT_EQ(file.decisions.sensors.size(), 2u);
}

TEST(CsvBadInput, DuplicateBackwardAndUnreadableTimes) {
  std::string text = table(30);
  text += "2020-01-01 00:00:29,1,1\n2020-01-01 00:00:10,1,1\nsoon,1,1\n,1,1\n2020-01-01 09:00:00,1,1\n";
  const ReadFile file = read_text(text);
  ASSERT_EQ(file.error, "");
  EXPECT_EQ(file.rows.size(), 33u);
  EXPECT_EQ(file.counters.duplicate_times, 1u);
  EXPECT_EQ(file.counters.backward_times, 1u);
  EXPECT_EQ(file.counters.first_backward_line, 33u);
  EXPECT_EQ(file.counters.time_errors, 2u);
  EXPECT_EQ(file.counters.first_time_error, "line 34: 'soon'");
  EXPECT_EQ(file.decisions.step_s, 1);
  EXPECT_EQ(complaints(file.counters, file.decisions.sensors).size(), 3u);
}

TEST(CsvBadInput, NotATable) {
  EXPECT_TRUE(has(read_text(std::string(5000, '\0')).error, "control characters"));
  std::string garbage;
  std::uint32_t state = 1;
  for (int i = 0; i < 100'000; ++i) garbage += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  EXPECT_TRUE(has(read_text(garbage).error, "control characters"));
  EXPECT_TRUE(has(read_text("a,b,c\nx,y,z\np,q,r\n").error, "no column of numbers"));
  EXPECT_TRUE(has(read_text("Dear all,\nplease find the data attached.\nRegards\n").error, "no column of numbers"));
  EXPECT_TRUE(has(read_text("PK\x03\x04 zip").error, "zip archive or an Excel workbook"));
  EXPECT_TRUE(has(read_text(std::string("\xFF\xFE", 2) + "a").error, "UTF-16"));
  EXPECT_TRUE(has(read_text("PAR1....").error, "Parquet"));
}

TEST(CsvBadInput, LineWithoutEnd) {
  EXPECT_TRUE(has(read_text(std::string(3 << 20, '1')).error, "line 1 is longer than 1 MB"));
  const ReadFile file = read_text(table(30'000) + std::string(2 << 20, '7'));
  EXPECT_TRUE(has(file.error, "line 30002 is longer than 1 MB")) << file.error;
  EXPECT_EQ(file.rows.size(), 30'000u);
}

TEST(CsvBadInput, LastLineWithoutLineEnd) {
  const ReadFile file = read_text("a,b\n1,2\n3,4");
  EXPECT_EQ(file.rows.size(), 2u);
  EXPECT_EQ(file.rows[1].values, (std::vector<double>{3, 4}));
}

TEST(CsvBadInput, FilesThatCannotBeRead) {
  const TemporaryDirectory directory;
  const auto error_of = [](const std::filesystem::path& path) {
    auto file = CsvFile::open(path);
    return file ? Error{ErrorCode::cancelled, "opened"} : file.error();
  };
  EXPECT_TRUE(has(error_of(directory.path()).message, "is a directory"));
  EXPECT_EQ(error_of(directory / "none.csv").code, ErrorCode::bad_input);
  EXPECT_TRUE(has(error_of(directory / "none.csv").message, "none.csv' can't be opened: No such file"));
  ASSERT_TRUE(write_file(directory / "locked.csv", table(3)));
  ASSERT_EQ(chmod((directory / "locked.csv").c_str(), 0), 0);
  if (geteuid() != 0) {
    EXPECT_TRUE(has(error_of(directory / "locked.csv").message, "Permission denied"));
  }
}

TEST(CsvBadInput, CompressedContentIsFoundByItsFirstBytes) {
  const TemporaryDirectory directory;
  const std::string text = table(40'000);
  ASSERT_TRUE(write_file(directory / "packed.csv", zstd_of(text)));
  ASSERT_TRUE(write_file(directory / "packed.txt", gzip_of(text) + gzip_of("2021-01-01 00:00:00,1,2\n")));
  const ReadFile plain = read_text(text);
  const ReadFile zst = read_all(CsvFile::open(directory / "packed.csv"));
  const ReadFile gz = read_all(CsvFile::open(directory / "packed.txt"));
  EXPECT_EQ(plain.decisions.compression, "none");
  EXPECT_EQ(zst.decisions.compression, "zstd");
  EXPECT_EQ(gz.decisions.compression, "gzip");
  ASSERT_EQ(plain.rows.size(), 40'000u);
  EXPECT_EQ(zst.rows.size(), 40'000u);
  EXPECT_EQ(gz.rows.size(), 40'001u) << "both members of the gzip file";
  EXPECT_EQ(zst.rows.back().values, plain.rows.back().values);
  EXPECT_EQ(zst.rows.back().at, plain.rows.back().at);
}

TEST(CsvBadInput, TruncatedCompressedStreams) {
  const std::string text = table(100'000);
  for (const std::string& packed : {zstd_of(text), gzip_of(text)}) {
    for (const double share : {0.5, 0.9, 0.999}) {
      const ReadFile file = read_text(packed.substr(0, static_cast<std::size_t>(share * static_cast<double>(packed.size()))));
      EXPECT_TRUE(has(file.error, "ends in the middle of its")) << file.error;
    }
    std::string damaged = packed;
    for (std::size_t i = packed.size() / 2; i < packed.size() / 2 + 40; ++i) damaged[i] = static_cast<char>(~damaged[i]);
    EXPECT_NE(read_text(damaged).error, "");
  }
  EXPECT_NE(read_text("\x1f\x8b").error, "");
  EXPECT_NE(read_text("\x28\xB5\x2F\xFD").error, "");
}

TEST(CsvBadInput, WrongOptionsAreNamed) {
  CsvOptions options;
  options.profile = "swatt";
  EXPECT_TRUE(has(read_text(table(5), options).error, "profile 'swatt' is unknown"));
  options = {};
  options.time_column = "when";
  EXPECT_TRUE(has(read_text(table(5), options).error, "no column 'when' to take the time from"));
  options.time_column = "a";
  options.time_format = "iso";
  EXPECT_TRUE(has(read_text(table(5), options).error, "can't be read as time_format 'iso'"));
  options = {};
  options.label_column = "anomalous";
  EXPECT_TRUE(has(read_text(table(5), options).error, "no column 'anomalous' to take the label from"));
  options = {};
  options.columns = {"time"};
  EXPECT_TRUE(has(read_text(table(5), options).error, "it is the time"));
}

}  // namespace
}  // namespace weir
