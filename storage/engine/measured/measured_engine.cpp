#include "storage/engine/measured/measured_engine.hpp"

namespace shoal::engine {
namespace {

class MeasuredEngine final : public Engine {
 public:
  MeasuredEngine(std::unique_ptr<Engine> inner, EngineMeasures measures, const Clock& clock)
      : inner_(std::move(inner)), measures_(measures), clock_(clock) {}

  Status write(const WriteBatch& batch) override {
    const auto began = clock_.mono();
    auto status = inner_->write(batch);
    if (measures_.write_seconds) measures_.write_seconds->observe(clock_.mono() - began);
    if (measures_.write_bytes) measures_.write_bytes->add(batch.bytes());
    return status;
  }
  Status sync() override {
    const auto began = clock_.mono();
    auto status = inner_->sync();
    if (measures_.sync_seconds) measures_.sync_seconds->observe(clock_.mono() - began);
    return status;
  }
  Result<std::unique_ptr<Intake>> intake() override { return inner_->intake(); }
  Status take(std::unique_ptr<Intake> intake) override {
    const auto began = clock_.mono();
    auto status = inner_->take(std::move(intake));
    if (measures_.sync_seconds) measures_.sync_seconds->observe(clock_.mono() - began);
    return status;
  }
  Result<std::optional<Bytes>> get(Family family, std::string_view key) const override {
    return inner_->get(family, key);
  }
  Status scan(Family family, const Range& range, const Visit& visit) const override {
    return inner_->scan(family, range, visit);
  }
  Status read_through(Family family, const Range& range, const Visit& visit) const override {
    return inner_->read_through(family, range, visit);
  }
  std::unique_ptr<Reader> view() const override { return inner_->view(); }
  Status checkpoint(const std::string& directory) override { return inner_->checkpoint(directory); }
  Result<uint64_t> disk_bytes() const override { return inner_->disk_bytes(); }

 private:
  std::unique_ptr<Engine> inner_;
  EngineMeasures measures_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<Engine> measure(std::unique_ptr<Engine> inner, EngineMeasures measures,
                                const Clock& clock) {
  return std::make_unique<MeasuredEngine>(std::move(inner), measures, clock);
}

}  // namespace shoal::engine
