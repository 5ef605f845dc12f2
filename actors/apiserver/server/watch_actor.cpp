#include "actors/apiserver/server/watch_actor.hpp"

#include "actors/apiserver/http/exchange.hpp"
#include "actors/apiserver/request/errors.hpp"
#include "actors/apiserver/server/answer.hpp"
#include "actors/apiserver/server/measures.hpp"

namespace shoal::api {
namespace {

constexpr Duration look_every = std::chrono::milliseconds(500);

}  // namespace

WatchActor::WatchActor(Context& context, std::shared_ptr<const ApiSetup> setup)
    : Actor(context), setup_(std::move(setup)) {}

WatchActor::~WatchActor() {
  for (auto& [id, watch] : watches_) watch.exchange->finish();
  setup_->watches->store(0);
}

Status WatchActor::start() {
  return {};
}

// While there are watches, at multiples of the period: one waking serves whoever else looks then.
void WatchActor::look_later() {
  if (looking_ || watches_.empty()) return;
  looking_ = true;
  context().later(
      look_every - context().now().time_since_epoch() % look_every, [this] { look(); }, "look");
}

void WatchActor::on(const OpenWatch& m) {
  if (watches_.size() >= watches_max)
    return respond(*m.exchange,
                   status_answer({Code::too_many_requests, "too many watches"}, m.call.wanted));
  // Before it looks: what is applied after that is told.
  setup_->watches->store(watches_.size() + 1);
  auto session = WatchSession::open(m.call, setup_->view());
  if (!session.ok()) return respond(*m.exchange, status_answer(session.status(), m.call.wanted));
  uint64_t id = next_id_++;
  auto seconds = session->timeout_s();
  Duration lasts = seconds
                       ? std::chrono::seconds(std::max<int64_t>(*seconds, 0))
                       : watch_timeout_min + Duration(context().random().below(
                                                 static_cast<uint64_t>(watch_timeout_min.count())));
  auto now = context().now();
  m.exchange->start(200, {{"content-type", std::string(content_type(m.call.wanted, true))}});
  auto back = context().reentry();
  m.exchange->on_close([back, this, id] { back.post([this, id] { close(id); }, "closed"); });
  m.exchange->on_drained([back, this, id] {
    back.post(
        [this, id] {
          auto found = watches_.find(id);
          if (found == watches_.end()) return;
          found->second.full = false;
          pump(id, found->second);
        },
        "drained");
  });
  auto [place, fresh] = watches_.emplace(
      id, Watch{std::move(*session), m.exchange, now + lasts, now + bookmark_every});
  if (setup_->measures) place->second.events = &setup_->measures->watch_events(m.call);
  pump(id, place->second);
  look_later();
}

void WatchActor::on(const Changed& m) {
  // Several tellings wait when changes come fast: one look serves them all.
  if (m.revision <= seen_) return;
  seen_ = setup_->store->window().last();
  pump_all();
}

bool WatchActor::pump_all() {
  for (auto& [id, watch] : watches_) pump(id, watch);
  for (uint64_t id : closed_) watches_.erase(id);
  closed_.clear();
  setup_->watches->store(watches_.size());
  return !watches_.empty();
}

void WatchActor::pump(uint64_t id, Watch& watch) {
  while (!watch.full) {
    const auto before = watch.session.events();
    auto chunk = watch.session.next(setup_->store->window(), *setup_->cache, watch_chunk_bytes,
                                    context().wall());
    if (watch.events) watch.events->add(watch.session.events() - before);
    if (!chunk.ok()) {
      watch.exchange->write(Bytes::copy(watch.session.error_chunk(chunk.status())));
      watch.exchange->finish();
      closed_.push_back(id);
      return;
    }
    if (chunk->empty()) return;
    // A refused chunk means the client is gone or has left a whole buffer undrained.
    if (!watch.exchange->write(Bytes::copy(*chunk))) {
      watch.exchange->abort();
      closed_.push_back(id);
      return;
    }
    watch.full = watch.exchange->buffered() > watch_chunk_bytes;
  }
}

void WatchActor::close(uint64_t id) {
  watches_.erase(id);
  setup_->watches->store(watches_.size());
}

void WatchActor::look() {
  looking_ = false;
  auto now = context().now();
  for (auto& [id, watch] : watches_) {
    if (watch.full && watch.exchange->buffered() <= watch_chunk_bytes) watch.full = false;
    if (now >= watch.ends) {
      watch.exchange->finish();
      closed_.push_back(id);
    } else if (now >= watch.bookmark_due) {
      watch.bookmark_due = now + bookmark_every;
      auto bookmark = watch.session.bookmark(context().wall());
      if (!bookmark.empty()) watch.exchange->write(Bytes::copy(bookmark));
    }
  }
  pump_all();
  look_later();
}

}  // namespace shoal::api
