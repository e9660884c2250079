#include "detectors/self_supervised/trainer.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "base/parallel.h"
#include "nn/adamw.h"
#include "nn/reference/losses.h"
#include "nn/schedule.h"

namespace weir {
namespace {

constexpr std::size_t outputs = Answer::count;
constexpr double log_variance_low = -8, log_variance_high = 4;

/// One worker: a pass and the scratch of its losses.
class Crop {
 public:
  Crop(const Teachable& network, const TrainerOptions& options)
      : pass_(network.pass(options.crop_rows)), options_(options), sensors_(network.sensors()) {
    const std::size_t readings = sensors_ * options.crop_rows;
    for (auto* v : {&logit_, &mean_, &log_variance_, &target_, &weight_, &d_logit_, &d_mean_, &d_log_variance_}) v->resize(readings);
    d_out_.resize(readings * outputs);
  }

  /// Loss of rows [first, first + crop_rows) of the example; adds to gradients unless empty.
  double work(std::span<const float> block, const Example& example, std::size_t first, std::span<float> gradients) {
    const std::size_t readings = sensors_ * options_.crop_rows, settling = sensors_ * options_.settling_rows;
    const auto x = std::span(example.inputs).subspan(first * sensors_ * NetworkInputs::per_sensor, readings * NetworkInputs::per_sensor);
    const auto out = pass_->forward(block, x);
    double counted = 0;
    for (std::size_t k = 0; k < readings; ++k) {
      logit_[k] = out[k * outputs + Answer::logit];
      mean_[k] = out[k * outputs + Answer::mean];
      log_variance_[k] = out[k * outputs + Answer::log_variance];
      target_[k] = example.manipulated[first * sensors_ + k];
      weight_[k] = k >= settling && example.judged[first * sensors_ + k] ? 1.0F : 0.0F;
      counted += weight_[k];
    }
    for (auto* v : {&d_logit_, &d_mean_, &d_log_variance_}) std::fill(v->begin(), v->end(), 0.0F);
    const double scale = 1 / std::max(1.0, counted);
    namespace ref = nn::reference;
    double loss =
        ref::bce_with_logits<float>(logit_, target_, weight_, options_.manipulated_weight, options_.question_weight * scale, d_logit_);
    const auto truth = std::span(example.truth).subspan(first * sensors_, readings);
    loss += ref::gaussian_nll<float>(mean_, log_variance_, truth, weight_, log_variance_low, log_variance_high, 0.25 * scale, d_mean_,
                                     d_log_variance_);
    if (gradients.empty()) return loss;
    for (std::size_t k = 0; k < readings; ++k) {
      d_out_[k * outputs + Answer::logit] = d_logit_[k];
      d_out_[k * outputs + Answer::mean] = d_mean_[k];
      d_out_[k * outputs + Answer::log_variance] = d_log_variance_[k];
    }
    pass_->backward(block, x, d_out_, gradients);
    return loss;
  }

 private:
  std::unique_ptr<TrainingPass> pass_;
  const TrainerOptions& options_;
  std::size_t sensors_;
  std::vector<float> logit_, mean_, log_variance_, target_, weight_, d_logit_, d_mean_, d_log_variance_, d_out_;
};

}  // namespace

Result<nn::Buffer> train_network(const Teachable& network, std::span<const Example> examples, std::span<const Example> held_out,
                                 const TrainerOptions& options, std::uint64_t seed, int threads, const Progress& progress) {
  Random random(seed);
  auto block = network.table().make_block();
  network.initialise(block, random);
  std::vector<Crop> crops;
  std::vector<nn::Buffer> gradients;
  for (std::size_t c = 0; c < options.crops; ++c) {
    crops.emplace_back(network, options);
    gradients.push_back(network.table().make_block());
  }
  nn::AdamW optimiser(network.table().block_size(), {.weight_decay = options.weight_decay});
  const nn::OneCycle cycle{.steps = options.steps, .rate_max = options.rate_max};
  nn::EarlyStopping best(options.steps, 0);  // the schedule ends by itself; this keeps the best block

  struct Pick {
    std::size_t example, first;
  };
  std::vector<Pick> picks(options.crops);
  std::vector<double> losses(options.crops);
  auto judge = [&] {
    std::vector<double> loss(held_out.size());
    for (std::size_t at = 0; at < held_out.size(); at += options.crops) {
      const std::size_t count = std::min(options.crops, held_out.size() - at);
      parallel_for(threads, count, [&](std::size_t c) {
        const auto& example = held_out[at + c];
        loss[at + c] = crops[c].work(block, example, (example.rows - options.crop_rows) / 2, {});
      });
    }
    double sum = 0;
    for (const double one : loss) sum += one;
    best.judge(held_out.empty() ? 0 : sum / static_cast<double>(held_out.size()), block);
  };

  for (std::size_t step = 0; step < options.steps; ++step) {
    if (step % 10 == 0 &&
        !report(progress, fmt::format("teaching {}", options.name), static_cast<double>(step) / static_cast<double>(options.steps))) {
      return std::unexpected(Error{ErrorCode::cancelled, "training was cancelled"});
    }
    for (auto& pick : picks) {
      pick.example = random.index(examples.size());
      pick.first = random.index(examples[pick.example].rows - options.crop_rows + 1);
    }
    parallel_for(threads, options.crops, [&](std::size_t c) {
      std::fill(gradients[c].begin(), gradients[c].end(), 0.0F);
      losses[c] = crops[c].work(block, examples[picks[c].example], picks[c].first, gradients[c]);
    });
    for (std::size_t c = 1; c < options.crops; ++c) nn::add_to(gradients[0], gradients[c]);
    for (auto& g : gradients[0]) g /= static_cast<float>(options.crops);
    if (std::isfinite(nn::clip_norm(gradients[0], options.norm_max))) {
      optimiser.step(block, gradients[0], cycle.learning_rate(step), cycle.beta1(step));
    }
    if ((step + 1) % options.judge_every == 0 || step + 1 == options.steps) judge();
  }
  if (best.best_values().empty()) return block;
  return nn::Buffer(best.best_values().begin(), best.best_values().end());
}

}  // namespace weir
