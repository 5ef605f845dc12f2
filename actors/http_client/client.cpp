#include "actors/http_client/client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <list>
#include <set>

#include "actors/apiserver/http/h1_parser.hpp"
#include "actors/apiserver/http/tls_channel.hpp"
#include "actors/http_client/client_connection.hpp"

namespace shoal::http {
namespace asio = boost::asio;

namespace {
constexpr size_t response_header_bytes_max = 256 * 1024;

std::string print_request(const ClientRequest& request, const ClientOptions& options) {
  std::string out = request.method + " " + request.target + " HTTP/1.1\r\n";
  bool ipv6 = options.host.find(':') != std::string::npos;
  if (!request.headers.has("host")) {
    out += "host: " + (ipv6 ? "[" + options.host + "]" : options.host) + ":" +
           std::to_string(options.port) + "\r\n";
  }
  if (!options.bearer_token.empty() && !request.headers.has("authorization")) {
    out += "authorization: Bearer " + options.bearer_token + "\r\n";
  }
  for (const auto& [name, value] : request.headers.fields()) {
    if (name != "content-length") out.append(name).append(": ").append(value).append("\r\n");
  }
  bool may_have_body = request.method != "GET" && request.method != "HEAD";
  if (may_have_body || !request.body.empty()) {
    out += "content-length: " + std::to_string(request.body.size()) + "\r\n";
  }
  out += "\r\n";
  return out.append(request.body.view());
}

// A line break would begin a header, or a request, of its own.
bool is_clean(const ClientRequest& request) {
  auto clean = [](std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
  };
  bool good = clean(request.method) && clean(request.target) &&
              request.target.find(' ') == std::string::npos;
  for (const auto& [name, value] : request.headers.fields()) {
    good = good && clean(name) && clean(value);
  }
  return good;
}

}  // namespace

class Client::Impl : public std::enable_shared_from_this<Impl> {
 public:
  explicit Impl(ClientOptions options);
  std::shared_ptr<Call> stream(ClientRequest request, StreamEvents events);
  void shut_down();

  class Exchanging;
  std::shared_ptr<ClientConnection> take_idle();
  void put_idle(std::shared_ptr<ClientConnection> connection);

  const ClientOptions options_;
  const std::shared_ptr<IoLoop> loop_ = std::make_shared<IoLoop>();
  std::shared_ptr<const TlsContext> tls_;
  Status tls_status_;
  // Io thread only:
  std::list<std::shared_ptr<ClientConnection>> idle_;
  std::set<std::shared_ptr<Exchanging>> calls_;
};

// One request from its start to its end; on the io thread but for cancel.
class Client::Impl::Exchanging final : public Call,
                                       public std::enable_shared_from_this<Exchanging> {
 public:
  Exchanging(std::shared_ptr<Impl> client, ClientRequest request, StreamEvents events)
      : client_(std::move(client)),
        loop_(client_->loop_),
        request_(std::move(request)),
        events_(std::move(events)),
        timer_(loop_->context()),
        connect_timer_(loop_->context()) {}

  void cancel() override {
    loop_->post([self = shared_from_this()] {
      self->end(Status(Code::unavailable, "the request was cancelled"));
    });
  }
  void start();
  void end(Status status);

 private:
  void new_parser();
  void attempt(bool fresh);
  void send();
  void on_bytes(std::string_view bytes);
  void on_broken(Status status);

  std::shared_ptr<Impl> client_;  // null once ended
  const std::shared_ptr<IoLoop> loop_;
  const ClientRequest request_;
  StreamEvents events_;
  asio::steady_timer timer_;
  asio::steady_timer connect_timer_;
  std::shared_ptr<ClientConnection> connection_;
  std::unique_ptr<H1Parser> parser_;
  std::string input_;
  size_t body_bytes_ = 0;
  bool fresh_ = true;
  bool told_head_ = false;
};

void Client::Impl::Exchanging::start() {
  client_->calls_.insert(shared_from_this());
  if (!client_->tls_status_.ok()) return end(client_->tls_status_);
  if (!is_clean(request_)) return end(Status(Code::bad_request, "a line break in the request"));
  timer_.expires_after(request_.timeout);
  timer_.async_wait([self = shared_from_this()](auto error) {
    if (!error) self->end(Status(Code::timeout, "no complete response in time"));
  });
  connection_ = client_->take_idle();
  attempt(connection_ == nullptr);
}

void Client::Impl::Exchanging::new_parser() {
  parser_ = std::make_unique<H1Parser>(H1Parser::Kind::response,
                                       H1Parser::Limits{response_header_bytes_max, UINT64_MAX},
                                       [this](std::string_view piece) {
                                         body_bytes_ += piece.size();
                                         if (events_.on_body) events_.on_body(piece);
                                       });
  if (request_.method == "HEAD") parser_->expect_no_body();
}

void Client::Impl::Exchanging::attempt(bool fresh) {
  fresh_ = fresh;
  new_parser();
  if (fresh) connection_ = make_client_connection(client_->loop_, client_->tls_);
  auto self = shared_from_this();
  connection_->set_events({[self] { self->send(); },
                           [self](std::string_view bytes) { self->on_bytes(bytes); },
                           [self](Status status) { self->on_broken(std::move(status)); }});
  if (!fresh) return send();
  connect_timer_.expires_after(client_->options_.connect_timeout);
  connect_timer_.async_wait([self](auto error) {
    if (!error) self->end(Status(Code::timeout, "no connection in time"));
  });
  connection_->open(client_->options_.host, client_->options_.port);
}

void Client::Impl::Exchanging::send() {
  connect_timer_.cancel();
  connection_->send(print_request(request_, client_->options_));
}

void Client::Impl::Exchanging::on_bytes(std::string_view bytes) {
  auto self = shared_from_this();
  input_ += bytes;
  while (client_ && !input_.empty() && !parser_->done()) {
    auto used = parser_->put(input_);
    if (!used) return end(Status(Code::unavailable, used.status().message()));
    if (!client_) return;  // a callback cancelled
    if (body_bytes_ > request_.response_max) {
      return end(Status(Code::too_large, "the response is too large"));
    }
    input_.erase(0, *used);
    bool interim = parser_->head_done() && parser_->head().status / 100 == 1;
    if (interim && parser_->head().status != 101) {
      new_parser();  // 100 Continue and its like: the answer is yet to come
      continue;
    }
    if (parser_->head_done() && !std::exchange(told_head_, true) && events_.on_start) {
      events_.on_start(parser_->head().status, parser_->head().headers);
    }
    if (*used == 0) return;
  }
  if (client_ && parser_->done()) end(Status());
}

void Client::Impl::Exchanging::on_broken(Status status) {
  auto self = shared_from_this();
  if (!client_) return;
  bool nothing_came = !parser_->started();
  bool safe = request_.method == "GET" || request_.method == "HEAD";
  // The server may close an idle connection at the moment it is used again.
  if (!fresh_ && nothing_came && safe) return attempt(true);
  if (parser_->head_done() && parser_->end_of_input().ok()) return end(Status());
  end(std::move(status));
}

void Client::Impl::Exchanging::end(Status status) {
  auto client = std::exchange(client_, nullptr);
  if (!client) return;
  auto self = shared_from_this();
  timer_.cancel();
  connect_timer_.cancel();
  auto connection = std::exchange(connection_, nullptr);
  bool reusable = status.ok() && connection && connection->is_open() && input_.empty() &&
                  parser_->head().keep_alive;
  if (reusable) {
    client->put_idle(std::move(connection));
  } else if (connection) {
    connection->close();
  }
  client->calls_.erase(self);
  StreamEvents events = std::exchange(events_, {});
  if (events.on_end) events.on_end(std::move(status));
}

Client::Impl::Impl(ClientOptions options) : options_(std::move(options)) {
  if (options_.tls) {
    TlsClientRules rules{options_.ca_pem, options_.ca_pin, options_.insecure,
                         options_.server_name.empty() ? options_.host : options_.server_name,
                         options_.certificate};
    auto context = TlsContext::client(rules);
    if (context) tls_ = std::move(context).value();
    if (!tls_) tls_status_ = context.status();
  }
  loop_->run_in_thread("http-client");
}

std::shared_ptr<ClientConnection> Client::Impl::take_idle() {
  while (!idle_.empty()) {
    auto connection = std::move(idle_.front());
    idle_.pop_front();
    if (connection->is_open()) return connection;
  }
  return nullptr;
}

void Client::Impl::put_idle(std::shared_ptr<ClientConnection> connection) {
  // Anything an idle connection says is out of turn.
  std::weak_ptr<ClientConnection> weak = connection;
  auto forget = [this, weak] {
    if (auto alive = weak.lock()) {
      alive->close();
      idle_.remove(alive);
    }
  };
  connection->set_events(
      {nullptr, [forget](std::string_view) { forget(); }, [forget](Status) { forget(); }});
  idle_.push_front(std::move(connection));
  if (idle_.size() <= idle_connections_max) return;
  idle_.back()->close();
  idle_.pop_back();
}

std::shared_ptr<Call> Client::Impl::stream(ClientRequest request, StreamEvents events) {
  auto call =
      std::make_shared<Exchanging>(shared_from_this(), std::move(request), std::move(events));
  loop_->post([call] { call->start(); });
  return call;
}

void Client::Impl::shut_down() {
  std::promise<void> done;
  loop_->post([this, &done] {
    auto calls = calls_;
    for (const auto& call : calls) call->end(Status(Code::unavailable, "the client was closed"));
    for (const auto& connection : idle_) connection->close();
    idle_.clear();
    done.set_value();
  });
  done.get_future().wait();
  loop_->stop();
}

Client::Client(ClientOptions options) : impl_(std::make_shared<Impl>(std::move(options))) {}
Client::~Client() {
  impl_->shut_down();
}

std::shared_ptr<Call> Client::stream(ClientRequest request, StreamEvents events) {
  return impl_->stream(std::move(request), std::move(events));
}

std::shared_ptr<Call> Client::send(ClientRequest request,
                                   std::function<void(Result<Response>)> done) {
  struct Collected {
    Response response;
    std::string body;
  };
  auto collected = std::make_shared<Collected>();
  StreamEvents events;
  events.on_start = [collected](int status, const Headers& headers) {
    collected->response.status = status;
    collected->response.headers = headers;
  };
  events.on_body = [collected](std::string_view piece) { collected->body += piece; };
  events.on_end = [collected, done = std::move(done)](Status status) {
    if (!status.ok()) return done(std::move(status));
    collected->response.body = Bytes::copy(collected->body);
    done(std::move(collected->response));
  };
  return stream(std::move(request), std::move(events));
}

Result<Response> Client::send(ClientRequest request) {
  auto promise = std::make_shared<std::promise<Result<Response>>>();
  auto outcome = promise->get_future();
  (void)send(std::move(request),
             [promise](Result<Response> result) { promise->set_value(std::move(result)); });
  return outcome.get();
}

bool LineSplitter::push(std::string_view bytes, const std::function<void(std::string_view)>& line) {
  while (!bytes.empty()) {
    size_t end = bytes.find('\n');
    std::string_view piece = bytes.substr(0, end);
    if (rest_.size() + piece.size() > line_bytes_max_) return false;
    if (end == std::string_view::npos) {
      rest_ += piece;
      return true;
    }
    if (rest_.empty()) {
      line(piece);
    } else {
      rest_ += piece;
      line(std::exchange(rest_, {}));
    }
    bytes.remove_prefix(end + 1);
  }
  return true;
}

}  // namespace shoal::http
