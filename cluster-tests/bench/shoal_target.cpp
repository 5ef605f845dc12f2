// Writes over shoal's client link: one transaction with one unconditional put for each.

#include <thread>

#include "actors/cluster/rules/sayings.hpp"
#include "actors/link/client_link.hpp"
#include "cluster-tests/bench/load.hpp"
#include "storage/log/transaction.hpp"

namespace shoal::bench {
namespace {

constexpr Duration deadline = std::chrono::seconds(30);
constexpr Duration connect_patience = std::chrono::seconds(10);

class ShoalTarget final : public Target {
 public:
  ShoalTarget(std::unique_ptr<ClientLink> link, const Wish& wish)
      : value_(Bytes::copy(value_of(wish))), link_(std::move(link)) {}

  void write(int, uint64_t key, std::function<void(bool)> done) override {
    log::Write put;
    put.key = key_text(key);
    put.uid = put.key;
    put.body = value_;
    log::Transaction transaction;
    transaction.origin = {"client/bench", 1};  // the node's proposer sets its own
    transaction.sequence = {1};
    transaction.user = "bench";
    transaction.writes.push_back(std::move(put));
    auto bytes = log::encode(transaction);
    if (!bytes.ok()) return done(false);
    link_->request(PeerFrame::propose, std::move(*bytes), deadline,
                   [done = std::move(done)](Result<Bytes> answer) {
                     auto outcome = answer.ok() ? cluster::decode_outcome(*answer)
                                                : Result<store::Outcome>(answer.status());
                     done(outcome.ok() && outcome->committed());
                   });
  }
  void run_for(Duration time) override { std::this_thread::sleep_for(time); }

 private:
  Bytes value_;
  std::unique_ptr<ClientLink> link_;
};

}  // namespace

Result<std::unique_ptr<Target>> connect_shoal(const Wish& wish) {
  SHOAL_ASSIGN(auto options, client_of(wish.data_dir));
  auto colon = wish.address.rfind(':');
  options.node = wish.node;
  options.host = wish.address.substr(0, colon);
  options.port = static_cast<uint16_t>(std::atoi(wish.address.c_str() + colon + 1));
  SHOAL_ASSIGN(auto link, ClientLink::open(options, connect_patience));
  return std::unique_ptr<Target>(std::make_unique<ShoalTarget>(std::move(link), wish));
}

}  // namespace shoal::bench
