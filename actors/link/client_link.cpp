#include "actors/link/client_link.hpp"

#include <future>

#include "actors/link/links.hpp"
#include "storage/log/directory/version_file.hpp"

namespace shoal {
namespace {

class RealClientLink final : public ClientLink {
 public:
  explicit RealClientLink(NodeName node) : node_(std::move(node)) {}

  Status open(const ClientLinkOptions& options, Duration patience) {
    auto opened = std::make_shared<Opened>();
    LinkOptions link;
    link.name = options.node;
    link.cluster = options.cluster;
    link.key = options.key;
    link.client = true;
    LinkCallbacks callbacks;
    callbacks.on_frame = [](const NodeName&, const Frame&) {};  // shoald only answers
    callbacks.on_up = [opened](const NodeName&, LinkClass) { opened->tell({}); };
    callbacks.on_down = [opened](const NodeName&, LinkClass, LinkDown why,
                                 const std::string& text) {
      bool refused = why == LinkDown::handshake || why == LinkDown::wrong_peer;
      if (refused) opened->tell(Status(Code::forbidden, text));
    };
    callbacks.is_pinned = [pin = options.key.pin, node = node_](const KeyPin& shown) {
      return shown == pin ? node : NodeName();
    };
    SHOAL_ASSIGN(links_, make_links(std::move(link), std::move(callbacks)));
    links_->remember({options.node, options.host, options.port});
    auto result = opened->promise.get_future();
    if (result.wait_for(patience) == std::future_status::ready) return result.get();
    return {Code::unavailable,
            "nobody answers at " + options.host + ":" + std::to_string(options.port)};
  }

  void request(PeerFrame type, Bytes payload, Duration deadline,
               std::function<void(Result<Bytes>)> done) override {
    Frame frame;
    frame.type = static_cast<uint32_t>(type);
    frame.payload = std::move(payload);
    links_->request(node_, std::move(frame), LinkClass::control, deadline,
                    [done = std::move(done)](Result<Frame> answer) {
                      if (answer.ok()) return done(std::move(answer->payload));
                      done(answer.status());
                    });
  }

 private:
  struct Opened {
    std::promise<Status> promise;
    bool told = false;  // the link's thread only
    void tell(Status status) {
      if (!std::exchange(told, true)) promise.set_value(std::move(status));
    }
  };
  NodeName node_;
  std::unique_ptr<RealLinks> links_;
};

}  // namespace

Result<ClientLinkOptions> client_of(const std::string& data_directory) {
  SHOAL_ASSIGN(auto version, log::read_version(data_directory));
  if (!version)
    return Status(Code::not_found, data_directory + " is not the data directory of a shoal node");
  ClientLinkOptions options;
  options.cluster = version->cluster;
  SHOAL_ASSIGN(options.key, load_or_make_node_key(data_directory + "/identity"));
  return options;
}

Result<std::unique_ptr<ClientLink>> ClientLink::open(const ClientLinkOptions& options,
                                                     Duration patience) {
  auto link = std::make_unique<RealClientLink>(options.node);
  SHOAL_TRY(link->open(options, patience));
  return std::unique_ptr<ClientLink>(std::move(link));
}

Result<Bytes> ClientLink::ask(PeerFrame type, Bytes payload, Duration deadline) {
  auto answer = std::make_shared<std::promise<Result<Bytes>>>();
  request(type, std::move(payload), deadline,
          [answer](Result<Bytes> result) { answer->set_value(std::move(result)); });
  return answer->get_future().get();
}

}  // namespace shoal
