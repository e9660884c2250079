// Every verdict in every oracle file: answers of public reference implementations, corrected where they are wrong (the data's
// README says how). A metric or parameter that this test doesn't know fails it, so that nothing is left out silently.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "metrics/affiliation/affiliation.h"
#include "metrics/batadal/batadal.h"
#include "metrics/composite/composite.h"
#include "metrics/delay/delay.h"
#include "metrics/etapr/etapr.h"
#include "metrics/event_view/event_view.h"
#include "metrics/nab/nab.h"
#include "metrics/point/point.h"
#include "metrics/point_adjusted/point_adjusted.h"
#include "metrics/range_pr/range_pr.h"
#include "metrics/ranking/ranking.h"
#include "metrics/runs.h"
#include "metrics/skab_nab/skab_nab.h"
#include "metrics/tsb_ad/tsb_ad.h"
#include "metrics/vus/vus.h"

namespace weir {
namespace {

using nlohmann::json;

std::filesystem::path oracle_folder() {
  const char* data = std::getenv("WEIR_DATA");
  return (data != nullptr ? std::filesystem::path(data) : std::filesystem::path(WEIR_SOURCE_DIR) / "../shared/data") / "metric_oracles";
}

std::vector<RowRange> ranges(const json& inclusive) {
  std::vector<RowRange> out;
  for (const auto& pair : inclusive) out.push_back({pair.at(0).get<std::size_t>(), pair.at(1).get<std::size_t>() + 1});
  return out;
}

std::vector<std::uint8_t> steps(std::size_t n, const std::vector<RowRange>& runs) {
  std::vector<std::uint8_t> out(n, 0);
  for (const RowRange& run : runs)
    std::fill(out.begin() + static_cast<std::ptrdiff_t>(run.first), out.begin() + static_cast<std::ptrdiff_t>(run.last), 1);
  return out;
}

/// One case is a pool of one series.
std::vector<Series> series_of(const json& file) {
  std::vector<Series> out;
  const std::vector<json> parts = file.contains("series") ? file.at("series").get<std::vector<json>>() : std::vector<json>{file};
  for (const json& part : parts) {
    const auto n = part.at("n").get<std::size_t>();
    const auto labels = steps(n, ranges(part.at("labels")));
    const auto alarms = steps(n, ranges(part.at("alarms")));
    std::vector<RowRange> events;
    if (part.contains("events") && part.at("events").is_array()) events = ranges(part.at("events"));
    std::vector<double> scores;
    if (part.contains("scores") && !part.at("scores").is_null()) {
      scores = part.at("scores").at("values").get<std::vector<double>>();
      EXPECT_EQ(alarms_at(scores, part.at("scores").at("alarm_threshold").get<double>()), alarms);
    }
    auto series = Series::make(
        {.labels = labels, .events = events, .alarms = alarms, .scores = scores, .period_s = file.at("period_s").get<double>()});
    if (!series) throw std::runtime_error(series.error().message);
    out.push_back(*std::move(series));
  }
  return out;
}

/// The verdict's parameters. Every one that the file names must be asked for.
class Params {
 public:
  explicit Params(const json& verdict) : values_(verdict.value("params", json::object())) {
    if (values_.is_null()) values_ = json::object();
  }
  template <class T>
  T get(const std::string& name) {
    asked_.push_back(name);
    return values_.at(name).get<T>();
  }
  template <class T>
  T get(const std::string& name, T otherwise) {
    asked_.push_back(name);
    return values_.value(name, otherwise);
  }
  std::string not_asked() const {
    std::string out;
    for (const auto& item : values_.items()) {
      if (std::ranges::find(asked_, item.key()) == asked_.end()) out += item.key() + " ";
    }
    return out;
  }

 private:
  json values_;
  std::vector<std::string> asked_;
};

json value_of(std::optional<double> x) { return x ? json(*x) : json(nullptr); }

/// Counts, null and what JSON writes without a point: exact. The rest to 1e-9, relative above 1.
::testing::AssertionResult same(const json& ours, const json& verdict) {
  const auto differ = [&] { return ::testing::AssertionFailure() << "ours " << ours.dump() << ", verdict " << verdict.dump(); };
  if (verdict.is_null() || ours.is_null()) return verdict.is_null() && ours.is_null() ? ::testing::AssertionSuccess() : differ();
  if (verdict.is_structured()) {
    if (ours.type() != verdict.type() || ours.size() != verdict.size()) return differ();
    for (const auto& item : verdict.items()) {
      const json& mine = verdict.is_array() ? ours.at(std::stoul(item.key())) : ours.at(item.key());
      if (auto result = same(mine, item.value()); !result) return result << " at " << item.key();
    }
    return ::testing::AssertionSuccess();
  }
  if (!verdict.is_number() || !ours.is_number()) return differ();
  const auto theirs = verdict.get<double>();
  const double tolerance = verdict.is_number_integer() ? 0.0 : 1e-9 * std::max(1.0, std::abs(theirs));
  return std::abs(ours.get<double>() - theirs) <= tolerance ? ::testing::AssertionSuccess() : differ();
}

using Pool = std::vector<Series>;
using Answer = std::function<json(const Pool&, Params&)>;

template <class Part, class F>
Part pooled(const Pool& pool, F&& of_one) {
  Part sum;
  for (const Series& series : pool) sum += of_one(series);
  return sum;
}

Answer of_counts(double (*metric)(const PointCounts&)) {
  return [metric](const Pool& pool, Params&) { return json(metric(pooled<PointCounts>(pool, point_counts))); };
}

Answer of_count(std::size_t PointCounts::* count) {
  return [count](const Pool& pool, Params&) { return json(pooled<PointCounts>(pool, point_counts).*count); };
}

Answer of_composite(double (*metric)(const CompositeCounts&)) {
  return [metric](const Pool& pool, Params&) { return json(metric(pooled<CompositeCounts>(pool, composite_counts))); };
}

Answer of_events(const std::function<json(const EventView&)>& metric) {
  return [metric](const Pool& pool, Params& params) {
    const auto grace = params.get<std::size_t>("grace", 0);
    const EventViewOptions options{grace, grace};
    const auto view = pooled<EventView>(pool, [&](const Series& s) { return event_view(s, options); });
    EXPECT_EQ(params.get<std::size_t>("events", view.events), view.events);
    return metric(view);
  };
}

Answer of_delays(const std::function<json(const Delays&)>& metric) {
  return [metric](const Pool& pool, Params&) { return metric(pooled<Delays>(pool, delays)); };
}

/// Metrics that exist for one series only.
Answer of_one(const std::function<json(const Series&, Params&)>& metric) {
  return [metric](const Pool& pool, Params& params) {
    if (pool.size() != 1) throw std::runtime_error("this metric has no pooled form");
    return metric(pool.front(), params);
  };
}

Answer of_etapr(double Etapr::* part) {
  return of_one([part](const Series& s, Params& p) {
    return json(etapr(s, {p.get<double>("theta_p"), p.get<double>("theta_r"), p.get<double>("delta")}).*part);
  });
}

Answer of_vus(double Vus::* part) {
  return of_one([part](const Series& s, Params& p) {
    const auto volume = vus(s, {p.get<std::size_t>("window"), p.get<std::size_t>("thre")});
    return volume ? json((*volume).*part) : json(nullptr);
  });
}

Answer of_vus_alarms(double VusOfAlarms::* part) {
  return of_one([part](const Series& s, Params& p) {
    const auto volume = vus_of_alarms(s, p.get<std::size_t>("window"));
    return volume ? json((*volume).*part) : json(nullptr);
  });
}

NabScore nab_score(const Pool& pool, Params& params) {
  static const std::map<std::string, NabProfile> profiles{
      {"standard", nab_standard}, {"reward_low_FP_rate", nab_reward_low_fp}, {"reward_low_FN_rate", nab_reward_low_fn}};
  static const std::map<std::string, NabStream> streams{{"alarms", NabStream::alarms}, {"alarm onsets", NabStream::onsets}};
  const NabProfile profile = profiles.at(params.get<std::string>("profile"));
  const NabStream stream = streams.at(params.get<std::string>("stream", "alarms"));
  const auto probation = params.get<double>("probationaryPercent");
  return pooled<NabScore>(pool, [&](const Series& s) { return nab(s, profile, probation, stream); });
}

SkabNabScore skab_score(const Pool& pool, Params& params) {
  static const std::map<std::string, SkabProfile> profiles{{"Standard", skab_standard}, {"LowFP", skab_low_fp}, {"LowFN", skab_low_fn}};
  const SkabProfile profile = profiles.at(params.get<std::string>("profile"));
  const auto window = params.get<std::size_t>("window_steps");
  return pooled<SkabNabScore>(pool, [&](const Series& s) { return skab_nab(s, window, profile); });
}

Answer of_tsb_ad(const SeriesMetric& metric) {
  return of_one([metric](const Series& s, Params&) { return value_of(best_of_100_linear_thresholds(s, metric)); });
}

const std::map<std::string, Answer>& answers() {
  static const std::map<std::string, Answer> all{
      {"tp", of_count(&PointCounts::tp)},
      {"fp", of_count(&PointCounts::fp)},
      {"fn", of_count(&PointCounts::fn)},
      {"tn", of_count(&PointCounts::tn)},
      {"precision", of_counts(precision)},
      {"recall", of_counts(recall)},
      {"f1", of_counts(f1)},
      {"fpr", of_counts(false_positive_rate)},
      {"accuracy", of_counts(accuracy)},
      {"balanced_accuracy", of_counts(balanced_accuracy)},
      {"mcc", of_counts(matthews_correlation)},
      {"skab_f1", of_counts(f1)},
      {"skab_far", of_counts(skab_far_percent)},
      {"skab_mar", of_counts(skab_mar_percent)},
      {"skab_f1_far_mar",
       [](const Pool& pool, Params&) {
         const auto c = pooled<PointCounts>(pool, point_counts);
         return json{{"f1", f1(c)}, {"far", skab_far_percent(c)}, {"mar", skab_mar_percent(c)}};
       }},
      {"auroc", of_one([](const Series& s, Params&) { return value_of(auroc(s)); })},
      {"average_precision", of_one([](const Series& s, Params&) { return value_of(average_precision(s)); })},
      {"best_f1", of_one([](const Series& s, Params&) { return value_of(best_f1(s).transform([](const auto& b) { return b.f1; })); })},
      {"best_fc1",
       of_one([](const Series& s, Params&) { return value_of(best_composite_f1(s).transform([](const auto& b) { return b.f1; })); })},
      {"fc1_precision", of_composite(composite_precision)},
      {"fc1_event_recall", of_composite(composite_event_recall)},
      {"fc1", of_composite(composite_f1)},
      {"events_detected", of_events([](const EventView& v) { return json(v.events_detected); })},
      {"true_alarms", of_events([](const EventView& v) { return json(v.true_alarms); })},
      {"false_alarms", of_events([](const EventView& v) { return json(v.false_alarms); })},
      {"penalty_s", of_events([](const EventView& v) { return json(v.penalty_s); })},
      {"false_alarms_per_day", of_events([](const EventView& v) { return value_of(false_alarms_per_day(v)); })},
      {"delay_s_per_event", of_delays([](const Delays& d) {
         json list = json::array();
         for (const auto& delay : d.per_event_s) list.push_back(value_of(delay));
         return list;
       })},
      {"delay_mean_s", of_delays([](const Delays& d) { return value_of(delay_mean_s(d)); })},
      {"delay_sum_s", of_delays([](const Delays& d) { return json(delay_sum_s(d)); })},
      {"delay_median_s", of_delays([](const Delays& d) { return value_of(delay_quantile_s(d, 0.5)); })},
      {"delay_p90_s", of_delays([](const Delays& d) { return value_of(delay_quantile_s(d, 0.9)); })},
      {"alarm_already_on", of_delays([](const Delays& d) { return json(d.alarm_already_on); })},
      {"batadal_ttd", of_one([](const Series& s, Params&) { return value_of(batadal(s).ttd); })},
      {"batadal_clf", of_one([](const Series& s, Params&) { return json(batadal(s).clf); })},
      {"batadal_s", of_one([](const Series& s, Params&) { return value_of(batadal(s).s); })},
      {"etap", of_etapr(&Etapr::precision)},
      {"etar", of_etapr(&Etapr::recall)},
      {"etaf1", of_etapr(&Etapr::f1)},
      {"affiliation_precision", of_one([](const Series& s, Params&) { return value_of(affiliation(s).precision); })},
      {"affiliation_recall", of_one([](const Series& s, Params&) { return value_of(affiliation(s).recall); })},
      {"affiliation_f1", of_one([](const Series& s, Params&) { return value_of(affiliation(s).f1); })},
      {"vus_roc", of_vus(&Vus::roc)},
      {"vus_pr", of_vus(&Vus::pr)},
      {"vus_recall", of_vus_alarms(&VusOfAlarms::recall)},
      {"vus_precision", of_vus_alarms(&VusOfAlarms::precision)},
      {"vus_f", of_vus_alarms(&VusOfAlarms::f1)},
      {"range_recall", of_one([](const Series& s, Params& p) { return json(range_pr(s, p.get<double>("alpha")).recall); })},
      {"range_precision", of_one([](const Series& s, Params& p) {
         EXPECT_EQ(p.get<double>("alpha"), 0.0);
         return json(range_pr(s).precision);
       })},
      {"range_f1", of_one([](const Series& s, Params& p) { return json(range_pr(s, p.get<double>("alpha")).f1); })},
      {"nab_raw", [](const Pool& pool, Params& p) { return json(nab_score(pool, p).raw); }},
      {"nab_normalised", [](const Pool& pool, Params& p) { return value_of(nab_normalised(nab_score(pool, p))); }},
      {"skab_nab_raw", [](const Pool& pool, Params& p) { return json(skab_score(pool, p).raw); }},
      {"skab_nab", [](const Pool& pool, Params& p) { return value_of(skab_nab_normalised(skab_score(pool, p))); }},
      {"pak_f1", of_one([](const Series& s, Params& p) { return json(pak_f1(s, p.get<int>("k"))); })},
      {"best_of_100_linear_thresholds PA-F1", of_tsb_ad(tsb_ad_pa_f1)},
      {"best_of_100_linear_thresholds Event-based-F1", of_tsb_ad(tsb_ad_event_f1)},
      {"best_of_100_linear_thresholds R-based-F1", of_tsb_ad([](const Series& s) { return tsb_ad_range_f1(s, range_pr(s).f1); })},
      {"best_of_100_linear_thresholds Affiliation-F", of_tsb_ad([](const Series& s) { return affiliation(s).f1; })},
  };
  return all;
}

TEST(MetricOracles, EveryVerdictOfEveryFile) {
  const auto folder = oracle_folder();
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no metric oracles at " << folder << "; set WEIR_DATA";
  std::size_t files = 0, verdicts = 0;
  std::map<std::string, std::size_t> per_metric;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json" || entry.path().filename() == "references.json") continue;
    SCOPED_TRACE(entry.path().filename().string());
    const auto text = read_file(entry.path());
    ASSERT_TRUE(text) << text.error().message;
    const json file = json::parse(*text);
    const auto pool = series_of(file);
    ASSERT_FALSE(file.at("verdicts").empty());
    ++files;
    for (const json& verdict : file.at("verdicts")) {
      const auto name = verdict.at("metric").get<std::string>();
      const auto answer = answers().find(name);
      if (answer == answers().end()) {
        ADD_FAILURE() << "no metric of ours answers '" << name << "'";
        continue;
      }
      Params params(verdict);
      const json ours = answer->second(pool, params);
      EXPECT_TRUE(same(ours, verdict.at("value"))) << name << " " << verdict.value("params", json()).dump();
      EXPECT_EQ(params.not_asked(), "") << name << " ignores a parameter of its verdict";
      ++verdicts;
      ++per_metric[name];
    }
  }
  EXPECT_GE(files, 48U);
  for (const auto& [name, answer] : answers()) EXPECT_GT(per_metric[name], 0U) << name << " is asserted by no verdict";
  RecordProperty("verdicts", static_cast<int>(verdicts));
  std::printf("%zu verdicts of %zu metrics in %zu files\n", verdicts, per_metric.size(), files);
}

}  // namespace
}  // namespace weir
