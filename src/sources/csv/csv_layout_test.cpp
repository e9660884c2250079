#include "sources/csv/csv_test_tools.h"

namespace weir {
namespace {

using Names = std::vector<std::string>;

TEST(CsvLayout, Delimiters) {
  for (const std::string delimiter : {",", ";", "\t", "|", " ", "   "}) {
    std::string text = "a" + delimiter + "b" + delimiter + "c\n";
    for (int i = 0; i < 5; ++i) text += "1.5" + delimiter + "-2e3" + delimiter + std::to_string(i * i) + "\n";
    const ReadFile file = read_text(text);
    ASSERT_EQ(file.error, "") << delimiter;
    EXPECT_EQ(file.decisions.delimiter, delimiter[0]);
    EXPECT_EQ(file.decisions.sensors, (Names{"a", "b", "c"}));
    ASSERT_EQ(file.rows.size(), 5u);
    EXPECT_EQ(file.rows[4].values, (std::vector<double>{1.5, -2000, 16}));
  }
}

TEST(CsvLayout, DecimalComma) {
  const ReadFile file = read_text("zeit;druck;temp\n2020-01-01 00:00:00;1,5;2,25\n2020-01-01 00:00:01;-0,5;1e3\n");
  ASSERT_EQ(file.error, "");
  EXPECT_TRUE(file.decisions.decimal_comma);
  EXPECT_EQ(file.decisions.delimiter, ';');
  EXPECT_EQ(file.rows[0].values, (std::vector<double>{1.5, 2.25}));
  EXPECT_EQ(file.rows[1].values, (std::vector<double>{-0.5, 1000}));
}

TEST(CsvLayout, SingleColumn) {
  const ReadFile file = read_text("pressure\n1\n2\n4\n");
  ASSERT_EQ(file.error, "");
  EXPECT_EQ(file.decisions.sensors, Names{"pressure"});
  EXPECT_EQ(file.rows.size(), 3u);
}

TEST(CsvLayout, QuotesByteOrderMarkAndCrlf) {
  const ReadFile file = read_text(
      "\xEF\xBB\xBFtime,\"flow, main\",\"the \"\"big\"\" one\"\r\n2020-01-01T00:00:00Z,\"1.5\",2\r\n2020-01-01T00:00:01Z,2.5,\"3\"\r\n");
  ASSERT_EQ(file.error, "");
  EXPECT_TRUE(file.decisions.byte_order_mark);
  EXPECT_TRUE(file.decisions.crlf);
  EXPECT_TRUE(file.decisions.quoted);
  EXPECT_EQ(file.decisions.sensors, (Names{"flow, main", "the \"big\" one"}));
  EXPECT_EQ(file.rows[0].values, (std::vector<double>{1.5, 2}));
  EXPECT_EQ(file.rows[1].values, (std::vector<double>{2.5, 3}));
}

TEST(CsvLayout, NoHeader) {
  const ReadFile file = read_text("0.1,0.2\n0.3,0.4\n0.5,0.6\n");
  EXPECT_EQ(file.decisions.header_line, 0u);
  EXPECT_EQ(file.decisions.sensors, (Names{"s1", "s2"}));
  EXPECT_EQ(file.rows.size(), 3u);
  CsvOptions options;
  options.names = {"flow", "level"};
  EXPECT_EQ(read_text("0.1,0.2\n0.3,0.4\n0.5,0.6\n", options).decisions.sensors, (Names{"flow", "level"}));
}

TEST(CsvLayout, NumberedHeader) {
  const ReadFile file = read_text(",0,1,2\n0,5.5,6.5,7.5\n1,5.6,6.6,7.4\n2,5.2,6.1,7.9\n");
  ASSERT_EQ(file.error, "");
  EXPECT_EQ(file.decisions.sensors, (Names{"0", "1", "2"}));
  ASSERT_EQ(file.decisions.ignored.size(), 1u);
  EXPECT_EQ(file.decisions.ignored[0].why, "row numbers");
  EXPECT_EQ(file.rows.size(), 3u);
}

TEST(CsvLayout, TitleRowsAndUnits) {
  const ReadFile file =
      read_text("Export of plant 7\n\ntime,flow,level\n,m3/h,[mm]\n2020-01-01 00:00,1,2\n2020-01-01 00:01,1,3\n2020-01-01 00:02,2,3\n");
  ASSERT_EQ(file.error, "");
  EXPECT_EQ(file.decisions.header_line, 3u);
  EXPECT_EQ(file.decisions.title_lines, Names{"Export of plant 7"});
  EXPECT_EQ(file.catalogue[0].unit, "m3/h");
  EXPECT_EQ(file.catalogue[1].unit, "mm");
  EXPECT_EQ(file.rows.size(), 3u);
  EXPECT_EQ(file.rows[0].line, 5u);
}

TEST(CsvLayout, ToldHeaderLine) {
  CsvOptions options;
  options.header = "2";
  const ReadFile file = read_text("x,y\nflow,level\n1,2\n3,4\n", options);
  EXPECT_EQ(file.decisions.sensors, (Names{"flow", "level"}));
  options.header = "none";
  EXPECT_EQ(read_text("1,2\n3,4\n", options).rows.size(), 2u);
  options.header = "9";
  EXPECT_NE(read_text("1,2\n3,4\n", options).error.find("no line 9"), std::string::npos);
  options.header = "first";
  EXPECT_NE(read_text("1,2\n3,4\n", options).error.find("'first'"), std::string::npos);
}

TEST(CsvLayout, NamesAreMadeUnique) {
  const ReadFile file = read_text(" p , p ,, p_2 \n1,2,3,4\n5,6,7,9\n");
  ASSERT_EQ(file.error, "");
  EXPECT_EQ(file.decisions.columns, (Names{"p", "p_3", "column_3", "p_2"}));
  bool said = false;
  for (const CsvNote& note : file.decisions.notes) said = said || note.text.find("'p' is called 'p_3'") != std::string::npos;
  EXPECT_TRUE(said);
}

TEST(CsvLayout, RowsThatEndInADelimiter) {
  const ReadFile file = read_text("a,b\n1,2,\n3,5,\n");
  ASSERT_EQ(file.error, "");
  EXPECT_EQ(file.decisions.sensors, (Names{"a", "b"}));
  EXPECT_EQ(file.counters.long_rows + file.counters.short_rows, 0u);
}

TEST(CsvLayout, PathsAreCutFromNames) {
  const ReadFile file = read_text("\\\\SRV\\LOG\\1_AIT_001_PV,\\\\SRV\\LOG\\2_LT_001_PV\n1.5,2\n3,4\n");
  EXPECT_EQ(file.decisions.sensors, (Names{"1_AIT_001_PV", "2_LT_001_PV"}));
  EXPECT_EQ(file.catalogue[1].stage, "P2");
}

TEST(CsvLayout, StateWordsAreReadAsNumbers) {
  const ReadFile file = read_text("time,pump,flow\n2020-01-01 00:00,ON,1.5\n2020-01-01 00:01,off,2.5\n2020-01-01 00:02,On,2.6\n");
  ASSERT_EQ(file.error, "");
  EXPECT_EQ(file.rows[0].values[0], 1);
  EXPECT_EQ(file.rows[1].values[0], 0);
}

TEST(CsvLayout, ColumnSubsetInTheOrderAskedFor) {
  CsvOptions options;
  options.columns = {"c", "a"};
  const std::string text = "a,b,c\n1,2,3\n4,5,7\n";
  const ReadFile file = read_text(text, options);
  EXPECT_EQ(file.decisions.sensors, (Names{"c", "a"}));
  EXPECT_EQ(file.rows[1].values, (std::vector<double>{7, 4}));
  options.columns = {"c", "zz"};
  EXPECT_NE(read_text(text, options).error.find("lacks the column 'zz'"), std::string::npos);
  options.lacking_columns_ok = true;
  const ReadFile lacking = read_text(text, options);
  ASSERT_EQ(lacking.error, "");
  EXPECT_EQ(lacking.rows[0].quality[1], Quality::missing);
  EXPECT_EQ(lacking.rows[0].values[0], 3);
}

TEST(CsvLayout, IgnoredColumns) {
  CsvOptions options;
  options.ignore = {"b*"};
  EXPECT_EQ(read_text("a,b1,b2\n1,2,3\n4,5,7\n", options).decisions.sensors, Names{"a"});
  options.ignore = {"nope"};
  EXPECT_NE(read_text("a,b1,b2\n1,2,3\n4,5,7\n", options).error.find("no column 'nope'"), std::string::npos);
}

}  // namespace
}  // namespace weir
