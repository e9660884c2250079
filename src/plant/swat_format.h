// Recordings of the plant as files: the layout of the SWaT data set with its quirks, or a tidy one.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/progress.h"
#include "plant/water_treatment.h"

namespace weir {

/// Takes bytes in order. False: the receiver can't take more, stop.
using ByteSink = std::function<bool(std::string_view)>;
/// The file must outlive the sink; commit() stays the caller's.
ByteSink into(AtomicFile& file);

enum class RecordingFormat : std::uint8_t {
  swat,  // title row of stages; header cells with leading blanks; " 28/12/2015 10:00:00 AM", day first;
         // "Normal", "Attack" and now and then "A ttack"
  tidy,  // time (ISO 8601), the sensors, attack (0 or 1)
};

/// One row per write(), an empty cell where nothing arrived. Bytes go straight to the sink, a row at a time, headers with the first.
class RecordingWriter {
 public:
  /// REQUIRES: the water treatment works' catalogue for swat. The catalogue must outlive the writer.
  RecordingWriter(RecordingFormat format, const Catalogue& catalogue, ByteSink sink)
      : format_(format), catalogue_(&catalogue), sink_(std::move(sink)) {}
  /// REQUIRES: values.size() == catalogue.size(). False once the sink wants no more.
  bool write(Timestamp at, std::span<const double> values, bool attacked);

 private:
  RecordingFormat format_;
  const Catalogue* catalogue_;
  ByteSink sink_;
  std::string row_;
  std::uint64_t rows_ = 0, attacked_rows_ = 0;
};

/// " 28/12/2015 10:00:00 AM"; no leading zeros in day, month and hour.
std::string swat_time(Timestamp at);

/// Ground truth for `weir evaluate --targets`: start,end,family,technique,sensors; ISO 8601 times, end exclusive,
/// techniques and sensors joined by ";".
std::string targets_csv(std::span<const Attack> attacks, Timestamp plant_start, const LoopLayout& layout);

struct PlantRecordingOptions {
  std::string plant{plant_names()[0]};
  std::uint64_t seed = 1;
  Timestamp start = Plant::default_start;
  std::uint64_t steps = 86400;  // rows, one per step of the plant
  std::vector<Attack> attacks;
  RecordingFormat format = RecordingFormat::swat;
};

/// Runs a plant and writes what its historian sees. Cancelled by progress; environment error when the sink stops. The
/// layout of the SWaT data set has columns for the water treatment works alone.
Status record_plant(const PlantRecordingOptions& options, const ByteSink& sink, const Progress& progress = {});

}  // namespace weir
