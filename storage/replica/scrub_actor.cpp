#include "storage/replica/scrub_actor.hpp"

#include "schema/metrics/metrics.hpp"

namespace shoal::replica {

ScrubActor::ScrubActor(Context& context, std::shared_ptr<const ScrubSetup> setup)
    : Actor(context), setup_(std::move(setup)) {
  if (!setup_->metrics) return;
  auto& r = *setup_->metrics;
  bytes_ = &r.counter("shoal_scrub_bytes_total", "Bytes of the disk read to look for damage");
  damaged_ = &r.counter("shoal_scrub_damage_total", "How often damage was found by that");
  last_pass_ = &r.gauge("shoal_scrub_last_pass_timestamp_seconds",
                        "When all of the disk had been read without finding any, Unix time");
}

Status ScrubActor::start() {
  wait();
  return {};
}

void ScrubActor::wait() {
  if (setup_->interval > Duration::zero()) send_later(setup_->interval, BeginScrub{});
}

void ScrubActor::on(const BeginScrub&) {
  if (pass_) return;
  pass_ = std::make_shared<ScrubPass>(*setup_->disk);
  step();
}

void ScrubActor::step() {
  setup_->executor->post([pass = pass_, back = context().reentry(), this] {
    auto read = pass->step(scrub_step_bytes);
    back.post([this, read = std::move(read)] { stepped(read); }, "scrubbed");
  });
}

void ScrubActor::stepped(const Result<size_t>& read) {
  if (read.ok() && bytes_) bytes_->add(*read);
  if (read.ok() && !pass_->done()) {
    const auto pause = std::chrono::nanoseconds(std::chrono::seconds(1)) *
                       static_cast<int64_t>(*read) / static_cast<int64_t>(scrub_bytes_per_second);
    context().later(
        pause, [this] { step(); }, "scrub");
    return;
  }
  if (read.ok() && last_pass_) last_pass_->set(to_unix_ns(context().wall()) / 1'000'000'000);
  if (!read.ok() && damaged_) damaged_->add();
  if (!read.ok() && setup_->on_damage) setup_->on_damage(read.status());
  pass_.reset();
  wait();
}

}  // namespace shoal::replica
