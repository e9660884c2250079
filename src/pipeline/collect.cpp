#include "pipeline/collect.h"

namespace weir {
namespace {

class Collector final : public Outlet<Reading>, public Outlet<FrameView> {
 public:
  Collector(Source& source, const AlignOptions& options, const Progress& progress)
      : source_(source),
        progress_(progress),
        aligner_(source.catalogue(), options, *this),
        result_{FrameTable(source.catalogue()), {}, {}} {}

  bool push(std::span<const Reading> readings) override { return aligner_.push(readings, source_.label()); }
  bool push(std::span<const FrameView> frames) override {
    for (const auto& frame : frames) {
      result_.frames.append(frame);
      const auto label = aligner_.frame_label();
      result_.labels.push_back(label ? static_cast<std::int8_t>(*label) : std::int8_t{-1});
    }
    if (result_.frames.rows() % 4096 == 0 && !report(progress_, "reading", source_.fraction_done())) cancelled_ = true;
    return !cancelled_;
  }

  Result<Collected> run() {
    const auto ok = source_.run(*this, {});
    if (!ok) return std::unexpected(ok.error());
    if (!cancelled_) aligner_.finish();
    if (cancelled_) return std::unexpected(Error{ErrorCode::cancelled, "reading was cancelled"});
    result_.counters = aligner_.counters();
    return std::move(result_);
  }

 private:
  Source& source_;
  const Progress& progress_;
  Aligner aligner_;
  Collected result_;
  bool cancelled_ = false;
};

}  // namespace

Result<Collected> collect(Source& source, const AlignOptions& options, const Progress& progress) {
  return Collector(source, options, progress).run();
}

}  // namespace weir
