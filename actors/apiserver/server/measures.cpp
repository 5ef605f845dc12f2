#include "actors/apiserver/server/measures.hpp"

#include <array>
#include <atomic>

namespace shoal::api {
namespace {

constexpr double size_bytes[] = {1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};
constexpr std::string_view component = "apiserver";

// Kubernetes' words: of the method, except for reads of collections.
std::string_view verb_label(const Call& call) {
  switch (call.target.verb) {
    case Verb::get:
      return "GET";
    case Verb::list:
      return "LIST";
    case Verb::watch:
      return "WATCH";
    case Verb::create:
      return "POST";
    case Verb::update:
      return "PUT";
    case Verb::patch:
      return "PATCH";
    case Verb::remove:
      return "DELETE";
    case Verb::remove_collection:
      return "DELETECOLLECTION";
    case Verb::other:
      break;
  }
  return "other";
}

std::string_view scope_of(const Call& call) {
  if (!call.kind) return "";
  if (!call.target.name.empty() || call.target.verb == Verb::create) return "resource";
  return call.target.space.empty() ? "cluster" : "namespace";
}

bool runs_long(const Call& call) {
  return call.target.verb == Verb::watch || (call.subresource && call.subresource->name == "log");
}

// Nothing here is what a client made up: only verbs, and names of kinds that are served.
struct Names {
  std::string_view verb, group, version, resource, subresource, scope;
  bool longrunning = false, writes = false, dry_run = false;
};

Names names_of(const Call& call) {
  Names names;
  names.verb = verb_label(call);
  names.scope = scope_of(call);
  names.longrunning = runs_long(call);
  names.writes = call.method != "GET" && call.method != "HEAD";
  names.dry_run = query_value(call.query, "dryRun") == "All";
  if (!call.kind) return names;
  names.group = call.kind->group;
  names.version = call.kind->version;
  names.resource = call.kind->plural;
  if (call.subresource) names.subresource = call.subresource->name;
  return names;
}

}  // namespace

class MeasuredExchange final : public http::Exchange {
 public:
  MeasuredExchange(Measures& measures, Names names, std::shared_ptr<http::Exchange> under)
      : measures_(measures),
        names_(names),
        under_(std::move(under)),
        began_(measures.clock_.mono()) {
    gauge().add(1);
  }
  ~MeasuredExchange() override { end(500, 0); }  // nobody answered

  void respond(http::Response response) override {
    end(response.status, response.body.size());
    under_->respond(std::move(response));
  }
  void start(int status, http::Headers headers) override {
    status_ = status;
    under_->start(status, std::move(headers));
  }
  bool write(Bytes chunk) override { return under_->write(std::move(chunk)); }
  void finish() override {
    end(status_, 0);
    under_->finish();
  }
  void abort() override {
    end(status_, 0);
    under_->abort();
  }
  size_t buffered() const override { return under_->buffered(); }
  bool closed() const override { return under_->closed(); }
  void on_close(std::function<void()> callback) override { under_->on_close(std::move(callback)); }
  void on_drained(std::function<void()> callback) override {
    under_->on_drained(std::move(callback));
  }
  std::shared_ptr<http::WebSocket> upgrade(std::string subprotocol,
                                           http::WebSocketEvents events) override {
    status_ = 101;
    return under_->upgrade(std::move(subprotocol), std::move(events));
  }

 private:
  metrics::Gauge& gauge() {
    if (!names_.longrunning) return names_.writes ? measures_.writing_ : measures_.reading_;
    return measures_.longrunning_.with({names_.verb, names_.group, names_.version, names_.resource,
                                        names_.subresource, names_.scope, component});
  }

  void end(int status, size_t bytes) {
    if (ended_.exchange(true)) return;
    const auto& n = names_;
    auto code = std::to_string(status);
    gauge().add(-1);
    measures_.requests_
        .with({n.verb, n.dry_run ? "All" : "", n.group, n.version, n.resource, n.subresource,
               n.scope, component, code})
        .add();
    if (n.longrunning) return;
    measures_.seconds_
        .with({n.verb, n.dry_run ? "All" : "", n.group, n.version, n.resource, n.subresource,
               n.scope, component})
        .observe(measures_.clock_.mono() - began_);
    if (n.writes || n.resource.empty()) return;
    measures_.response_bytes_
        .with({n.verb, n.group, n.version, n.resource, n.subresource, n.scope, component})
        .observe(static_cast<double>(bytes));
  }

  Measures& measures_;
  Names names_;
  std::shared_ptr<http::Exchange> under_;
  MonoTime began_;
  std::atomic<int> status_{0};
  std::atomic<bool> ended_{false};
};

namespace {

metrics::Gauge& inflight(metrics::Registry& registry, std::string_view kind) {
  return registry
      .gauges("apiserver_current_inflight_requests", "Requests under way, by kind",
              {"request_kind"})
      .with({kind});
}

}  // namespace

Measures::Measures(metrics::Registry& registry, const Clock& clock)
    : clock_(clock),
      requests_(registry.counters("apiserver_request_total",
                                  "Requests that were answered, by what they asked and the code",
                                  {"verb", "dry_run", "group", "version", "resource", "subresource",
                                   "scope", "component", "code"})),
      seconds_(registry.histograms(
          "apiserver_request_duration_seconds", "Time from a request's arrival to its answer",
          {"verb", "dry_run", "group", "version", "resource", "subresource", "scope", "component"},
          metrics::request_seconds)),
      longrunning_(registry.gauges(
          "apiserver_longrunning_requests", "Watches and other long requests under way",
          {"verb", "group", "version", "resource", "subresource", "scope", "component"})),
      response_bytes_(registry.histograms(
          "apiserver_response_sizes", "Bytes of the answers to reads",
          {"verb", "group", "version", "resource", "subresource", "scope", "component"},
          size_bytes)),
      watch_events_(registry.counters("apiserver_watch_events_total",
                                      "Events sent to clients that watch",
                                      {"group", "version", "resource"})),
      reading_(inflight(registry, "readOnly")),
      writing_(inflight(registry, "mutating")) {}

metrics::Counter& Measures::watch_events(const Call& call) {
  auto names = names_of(call);
  return watch_events_.with({names.group, names.version, names.resource});
}

std::shared_ptr<http::Exchange> Measures::measured(const Call& call,
                                                   std::shared_ptr<http::Exchange> under) {
  return std::make_shared<MeasuredExchange>(*this, names_of(call), std::move(under));
}

}  // namespace shoal::api
