// Any bytes, with any options, must come to an error or to rows that keep their promises.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "sources/csv/csv_file.h"
#include "sources/csv/sensor_typing.h"

namespace {

void require(bool promise) {
  if (!promise) std::abort();
}

void read_rows(weir::CsvFile& file) {
  weir::SensorTyping typing(file.catalogue());
  weir::CsvRow row;
  std::uint64_t rows = 0;
  for (;; ++rows) {
    auto more = file.next(row);
    if (!more || !*more) break;
    require(row.values.size() == file.catalogue().size() && row.quality.size() == row.values.size());
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      require((row.quality[i] == weir::Quality::good) == std::isfinite(row.values[i]));
      require(!(std::fabs(row.values[i]) > 1e30));
    }
    typing.add(row.values, row.quality);
  }
  require(file.counters().rows == rows);
  require(typing.catalogue().size() == file.catalogue().size());
  require(!to_json(file.decisions()).empty() && !to_text(file.decisions()).empty());
  complaints(file.counters(), file.decisions().sensors);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  weir::CsvOptions options;
  const std::uint8_t choice = data[0];  // the first byte chooses options, the rest is the file
  if ((choice & 1) != 0) options.time_column = "none";
  if ((choice & 2) != 0) options.header = "none";
  if ((choice & 4) != 0) options.delimiter = ';';
  if ((choice & 8) != 0) options.label_column = "none";
  if ((choice & 16) != 0) options.date_order = "month_first";
  if ((choice & 32) != 0) options.inspect_rows = 100;
  auto file = weir::CsvFile::open_bytes(std::string(reinterpret_cast<const char*>(data + 1), size - 1), options);
  if (file) {
    read_rows(*file);
  } else {
    require(!file.error().message.empty());
  }
  return 0;
}
