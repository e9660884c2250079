#include "plant/swat_format.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "plant/instruments.h"

namespace weir {
namespace {

// The original's header cells that begin with a blank. Its time column does too.
constexpr Tag with_blank[] = {MV101, AIT201, MV201, P201, P202, P204, MV303};

void append_header(RecordingFormat format, const Catalogue& catalogue, std::string& row) {
  if (format == RecordingFormat::tidy) {
    row += "time";
    for (const auto& sensor : catalogue) row.append(",").append(sensor.name);
    row += ",attack\n";
    return;
  }
  std::string_view stage;
  for (const auto& info : sensor_infos) {
    row += ',';
    if (info.stage != stage) row += stage = info.stage;
  }
  row += ",\n Timestamp";
  for (std::size_t i = 0; i < tag_count; ++i) {
    row += std::ranges::find(with_blank, static_cast<Tag>(i)) != std::end(with_blank) ? ", " : ",";
    row += tag_names[i];
  }
  row += ",Normal/Attack\n";
}

/// The original has one run of 37 misspelt rows; we let such a run close every 500 attacked rows.
std::string_view label(bool attacked, std::uint64_t attacked_rows) {
  if (!attacked) return "Normal";
  return attacked_rows % 500 >= 463 ? "A ttack" : "Attack";
}

template <class List>
std::string joined(const List& list) {
  std::string text;
  for (const std::string_view item : list) text.append(text.empty() ? "" : ";").append(item);
  return text;
}

}  // namespace

ByteSink into(AtomicFile& file) {
  return [&file](std::string_view bytes) {
    file.write(bytes);
    return file.good();
  };
}

std::string swat_time(Timestamp at) {
  using namespace std::chrono;
  const auto day = floor<days>(at);
  const year_month_day date(day);
  const hh_mm_ss clock(floor<std::chrono::seconds>(at - day));
  const auto hour = clock.hours().count();
  return fmt::format(" {}/{}/{} {}:{:02}:{:02} {}", static_cast<unsigned>(date.day()), static_cast<unsigned>(date.month()),
                     static_cast<int>(date.year()), hour % 12 == 0 ? 12 : hour % 12, clock.minutes().count(), clock.seconds().count(),
                     hour < 12 ? "AM" : "PM");
}

bool RecordingWriter::write(Timestamp at, std::span<const double> values, bool attacked) {
  assert(values.size() == catalogue_->size());
  row_.clear();
  if (rows_++ == 0) append_header(format_, *catalogue_, row_);
  row_ += format_ == RecordingFormat::swat ? swat_time(at) : format_time(at);
  for (const double value : values) {
    if (std::isnan(value)) row_ += ',';
    else fmt::format_to(std::back_inserter(row_), ",{:.7g}", value);
  }
  row_ += ',';
  if (format_ == RecordingFormat::swat) row_ += label(attacked, attacked_rows_);
  else row_ += attacked ? '1' : '0';
  row_ += '\n';
  if (attacked) ++attacked_rows_;
  return sink_(row_);
}

std::string targets_csv(std::span<const Attack> attacks, Timestamp plant_start, const LoopLayout& layout) {
  std::string text = "start,end,family,technique,sensors\n";
  for (const auto& attack : attacks) {
    std::vector<std::string_view> sensors;
    for (const auto sensor : targets_of(attack, layout)) sensors.push_back(layout.name(sensor));
    text +=
        fmt::format("{},{},{},{},{}\n", format_time(plant_start + attack.start), format_time(plant_start + attack.start + attack.duration),
                    name_of(attack.family), joined(techniques_of(attack.family)), joined(sensors));
  }
  return text;
}

Status record_plant(const PlantRecordingOptions& options, const ByteSink& sink, const Progress& progress) {
  auto made = make_plant(options.plant, options.seed, options.start);
  if (!made) return std::unexpected(made.error());
  Plant& plant = **made;
  if (options.format == RecordingFormat::swat && plant.name() != plant_names()[0])
    return bad_input("the swat format has no columns for the plant '{}'; use the tidy format", plant.name());
  for (const auto& attack : options.attacks)
    if (auto ok = plant.add(attack); !ok) return ok;
  RecordingWriter writer(options.format, plant.catalogue(), sink);
  for (std::uint64_t i = 0; i < options.steps; ++i) {
    if (i > 0) plant.step();
    if (!writer.write(plant.now(), plant.reported(), plant.attack_now() != nullptr))
      return environment_error("the recording of the plant stopped after {} of {} rows: the output takes no more", i, options.steps);
    if (i % 3600 == 0 && !report(progress, "simulating the plant", static_cast<double>(i) / static_cast<double>(options.steps)))
      return std::unexpected(Error{ErrorCode::cancelled, "stopped while simulating the plant"});
  }
  return {};
}

}  // namespace weir
