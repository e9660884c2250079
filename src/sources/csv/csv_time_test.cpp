#include "sources/csv/csv_time.h"

#include <gtest/gtest.h>

namespace weir {
namespace {

std::string read(const char* format, std::string_view text) {
  const auto at = parse_time(*time_format(format), text);
  return at ? format_time(*at) : "none";
}

struct Case {
  const char* format;
  const char* text;
  const char* expected;
};

TEST(CsvTime, ReadsTheWaysPlantsWriteTime) {
  const Case cases[] = {
      {"iso", "2016-08-03 09:49:00", "2016-08-03T09:49:00Z"},
      {"iso", "2016-08-03T09:49:00Z", "2016-08-03T09:49:00Z"},
      {"iso", "2016-08-03T09:49:00.5", "2016-08-03T09:49:00.5Z"},
      {"iso", "2016-08-03T09:49:00+02:00", "2016-08-03T07:49:00Z"},
      {"iso", "2016-08-03 09:49:00 -0130", "2016-08-03T11:19:00Z"},
      {"iso", "2016-08-03 09:49:00 UTC", "2016-08-03T09:49:00Z"},
      {"iso", "  2016/08/03 9:49 ", "2016-08-03T09:49:00Z"},
      {"iso", "20160803T094900", "2016-08-03T09:49:00Z"},
      {"iso", "20160803094900", "2016-08-03T09:49:00Z"},
      {"iso", "2016-08-03", "2016-08-03T00:00:00Z"},
      {"dmy", " 28/12/2015 10:00:00 AM", "2015-12-28T10:00:00Z"},
      {"dmy", "28/12/2015 12:00:00 AM", "2015-12-28T00:00:00Z"},
      {"dmy", "28/12/2015 12:00:01 PM", "2015-12-28T12:00:01Z"},
      {"dmy", "28/12/2015 1:00:00 pm", "2015-12-28T13:00:00Z"},
      {"dmy", "06/01/14 00", "2014-01-06T00:00:00Z"},
      {"dmy", "06/01/14 23", "2014-01-06T23:00:00Z"},
      {"dmy", "25-Apr-19", "2019-04-25T00:00:00Z"},
      {"dmy", "1.2.2015 3:04", "2015-02-01T03:04:00Z"},
      {"mdy", "8/28/2007 0:00", "2007-08-28T00:00:00Z"},
      {"mdy", "9/25/2017 6:00:00.000 PM", "2017-09-25T18:00:00Z"},
      {"mdy", "Apr 25, 2019 08:00", "2019-04-25T08:00:00Z"},
      {"epoch_s", "1470217740", "2016-08-03T09:49:00Z"},
      {"epoch_s", "1470217740.25", "2016-08-03T09:49:00.25Z"},
      {"epoch_s", "1.47021774e9", "2016-08-03T09:49:00Z"},
      {"epoch_ms", "1470217740000", "2016-08-03T09:49:00Z"},
      {"epoch_us", "1470217740000000", "2016-08-03T09:49:00Z"},
      {"epoch_ns", "1470217740000000000", "2016-08-03T09:49:00Z"},
      {"elapsed_min", "3", "1970-01-01T00:03:00Z"},
      {"elapsed_s", "0.5", "1970-01-01T00:00:00.5Z"},
      {"time_of_day", "08:59:02", "1970-01-01T08:59:02Z"},
  };
  for (const Case& each : cases) EXPECT_EQ(read(each.format, each.text), each.expected) << each.format << " '" << each.text << "'";
}

TEST(CsvTime, RefusesWhatIsNoTime) {
  const Case cases[] = {
      {"iso", "", ""},
      {"iso", "2016-13-03", ""},
      {"iso", "2016-02-30 00:00", ""},
      {"iso", "2016-08-03 25:00", ""},
      {"iso", "2016-08-03 x", ""},
      {"iso", "28/12/2015", ""},
      {"iso", "1e999", ""},
      {"iso", "0001-01-01", ""},
      {"dmy", "31/02/2015", ""},
      {"dmy", "8/28/2007 0:00", ""},
      {"mdy", "28/12/2015", ""},
      {"dmy", "2015-12-28", ""},
      {"epoch_s", "abc", ""},
      {"epoch_s", "99999999999999", ""},
      {"epoch_s", "1.2.3", ""},
      {"epoch_ns", "99999999999999999999", ""},
      {"epoch_s", "--5", ""},
      {"elapsed_d", "1e300", ""},
      {"elapsed_s", "nan", ""},
      {"iso", "2016-08-03 09:60", ""},
      {"dmy", "28/12/2015 13:00 AM", ""},
      {"iso", "2016-08-03T09:49:00+99:00", ""},
      {"iso", "2016-08-03T09:49:00.", ""},
  };
  for (const Case& each : cases) EXPECT_EQ(read(each.format, each.text), "none") << each.format << " '" << each.text << "'";
}

TEST(CsvTime, TwoColumns) {
  EXPECT_EQ(format_time(*parse_time(*time_format("dmy"), "25-Apr-19", " 09:14:00 ")), "2019-04-25T09:14:00Z");
  EXPECT_EQ(format_time(*parse_time(*time_format("mdy"), "10/9/17", "18:00:00.000")), "2017-10-09T18:00:00Z");
  EXPECT_FALSE(parse_time(*time_format("dmy"), "25-Apr-19", "soon"));
}

TEST(CsvTime, NamesRoundTrip) {
  for (const char* name : {"iso", "dmy", "mdy", "epoch_s", "epoch_ms", "epoch_us", "epoch_ns", "elapsed_s", "elapsed_min", "time_of_day"}) {
    EXPECT_EQ(name_of(*time_format(name)), name);
  }
  EXPECT_FALSE(time_format("yesterday"));
}

}  // namespace
}  // namespace weir
