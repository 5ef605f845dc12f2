#include "actors/apiserver/http/h1_parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>

namespace shoal::http {
namespace beast = boost::beast;
using beast::error_code;

namespace {

std::string lower(beast::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return out;
}

// One message; `is_request` selects Beast's grammar, the events are the same.
template <bool is_request>
class Parser final : public beast::http::basic_parser<is_request> {
 public:
  Parser(H1Head& head, std::function<void(std::string_view)>& on_body)
      : head_(head), on_body_(on_body) {}

 private:
  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target,
                       int version, error_code&) override {
    head_.method = std::string(method);
    head_.target = std::string(target);
    head_.http1_0 = version == 10;
  }
  void on_response_impl(int status, beast::string_view, int version, error_code&) override {
    head_.status = status;
    head_.http1_0 = version == 10;
  }
  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                     error_code&) override {
    if (!this->is_header_done()) head_.headers.add(lower(name), std::string(value));
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<uint64_t>& length, error_code&) override {
    if (length) head_.content_length = *length;
  }
  size_t on_body_impl(beast::string_view body, error_code&) override {
    on_body_({body.data(), body.size()});
    return body.size();
  }
  void on_chunk_header_impl(uint64_t, beast::string_view, error_code&) override {}
  size_t on_chunk_body_impl(uint64_t, beast::string_view body, error_code&) override {
    on_body_({body.data(), body.size()});
    return body.size();
  }
  void on_finish_impl(error_code&) override {}

  H1Head& head_;
  std::function<void(std::string_view)>& on_body_;
};

// Counted in put: the end of the head is not reported by Beast until it is asked.
Status fault_of(const error_code& error) {
  if (error == beast::http::error::body_limit) {
    return Status(Code::too_large, "the body is too large");
  }
  if (error == beast::http::error::header_limit) {
    return Status(Code::too_large, "the header is too large");
  }
  return Status(Code::bad_request, "malformed HTTP: " + error.message());
}

}  // namespace

struct H1Parser::Impl {
  H1Head head;
  std::function<void(std::string_view)> on_body;
  std::unique_ptr<Parser<true>> request;
  std::unique_ptr<Parser<false>> response;
  bool started = false;
  bool header_fault = false;
  bool head_taken = false;

  template <class Visitor>
  auto visit(Visitor&& visitor) {
    return request ? visitor(*request) : visitor(*response);
  }
  Result<size_t> put(std::string_view bytes);
  void complete_head();
};

H1Parser::H1Parser(Kind kind, Limits limits, std::function<void(std::string_view)> on_body)
    : impl_(std::make_unique<Impl>()) {
  impl_->on_body = std::move(on_body);
  if (kind == Kind::request) {
    impl_->request = std::make_unique<Parser<true>>(impl_->head, impl_->on_body);
  } else {
    impl_->response = std::make_unique<Parser<false>>(impl_->head, impl_->on_body);
  }
  impl_->visit([&limits](auto& parser) {
    parser.header_limit(static_cast<uint32_t>(limits.header_bytes));
    parser.body_limit(limits.body_bytes);
    return 0;
  });
}

H1Parser::~H1Parser() = default;

void H1Parser::Impl::complete_head() {
  head_taken = true;
  visit([this](auto& parser) {
    head.keep_alive = parser.keep_alive();
    head.has_body = !parser.is_done();
    return 0;
  });
}

Result<size_t> H1Parser::Impl::put(std::string_view bytes) {
  size_t used = 0;
  started = started || !bytes.empty();
  while (used < bytes.size() && !visit([](auto& parser) { return parser.is_done(); })) {
    error_code error;
    size_t n = visit([&](auto& parser) {
      return parser.put(boost::asio::buffer(bytes.data() + used, bytes.size() - used), error);
    });
    used += n;
    if (error && error != beast::http::error::need_more) {
      header_fault = error == beast::http::error::header_limit;
      return fault_of(error);
    }
    bool head_done = visit([](auto& parser) { return parser.is_header_done(); });
    if (head_done && !head_taken) {
      complete_head();
      break;  // the caller decides before the body is read
    }
    if (error || n == 0) break;
  }
  return used;
}

Result<size_t> H1Parser::put(std::string_view bytes) {
  return impl_->put(bytes);
}
bool H1Parser::head_done() const {
  return impl_->head_taken;
}
bool H1Parser::header_fault() const {
  return impl_->header_fault;
}
bool H1Parser::started() const {
  return impl_->started;
}
H1Head& H1Parser::head() {
  return impl_->head;
}

bool H1Parser::done() const {
  return impl_->visit([](auto& parser) { return parser.is_done(); });
}

void H1Parser::expect_no_body() {
  impl_->visit([](auto& parser) {
    parser.skip(true);
    return 0;
  });
}

Status H1Parser::end_of_input() {
  if (done()) return Status();
  error_code error;
  bool got_some = impl_->visit([](auto& parser) { return parser.got_some(); });
  if (got_some) {
    impl_->visit([&error](auto& parser) {
      parser.put_eof(error);
      return 0;
    });
  }
  if (!error && done()) return Status();
  return Status(Code::unavailable, "the connection ended in the middle of a message");
}

}  // namespace shoal::http
