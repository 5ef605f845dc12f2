// capnpc-shoal: reads a CodeGeneratorRequest (capnp compile -o-) from its input and writes the C++
// of each schema file below --out. A file whose text did not change keeps its time, so that an
// edited comment in one schema does not rebuild the others. A schema that contradicts the layout
// lock is refused before anything is written; new fields are added to the lock.
//   capnp compile -I. -o- schema/kinds/*.capnp | capnpc-shoal --out=build/generated
//   --lock=schema/layout.lock

#include <capnp/message.h>
#include <capnp/serialize.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "schema/compiler/emit.hpp"
#include "schema/compiler/lock.hpp"
#include "schema/compiler/names.hpp"
#include "schema/compiler/read_request.hpp"

namespace {

using namespace shoal;
using namespace shoal::schema::compiler;

// 512 MiB: far beyond any schema, and an end to a broken one.
constexpr uint64_t request_words_max = uint64_t{1} << 26;

struct Options {
  std::filesystem::path out;   // folder of the generated files
  std::filesystem::path lock;  // empty: the layout is not compared
};

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool write_if_changed(const std::filesystem::path& path, const std::string& text) {
  if (std::filesystem::exists(path) && read_file(path) == text) return true;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out << text;
  return static_cast<bool>(out.flush());
}

int fail(const std::string& why) {
  std::cerr << "capnpc-shoal: " << why << "\n";
  return 1;
}

int check_layout(const std::filesystem::path& lock, const std::vector<FileModel>& files) {
  std::string current = lock_text(files);
  LockCheck check = check_lock(read_file(lock), current);
  for (const auto& fault : check.faults) fail(fault);
  if (!check.faults.empty()) return fail(lock.string() + " says so");
  // Growth is compatible: the new lines are written for the author to commit.
  if (check.grown && !write_if_changed(lock, current)) return fail("cannot write " + lock.string());
  return 0;
}

int generate(const Options& options) {
  capnp::ReaderOptions limits;
  limits.traversalLimitInWords = request_words_max;
  capnp::StreamFdMessageReader message(STDIN_FILENO, limits);
  auto files = read_request(message.getRoot<capnp::schema::CodeGeneratorRequest>());
  if (!files.ok()) return fail(files.status().message());
  if (!options.lock.empty() && check_layout(options.lock, *files) != 0) return 1;
  for (const FileModel& file : *files) {
    std::string base = (options.out / stem(file.path)).string();
    if (!write_if_changed(base + ".hpp", emit_header(file)) ||
        !write_if_changed(base + ".cpp", emit_tables(file)))
      return fail("cannot write below " + options.out.string());
  }
  return 0;
}

Options read_options(int argc, char** argv) {
  Options options;
  for (std::string_view flag : std::vector<std::string_view>(argv + 1, argv + argc)) {
    if (flag.starts_with("--out=")) options.out = flag.substr(6);
    if (flag.starts_with("--lock=")) options.lock = flag.substr(7);
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  Options options = read_options(argc, argv);
  if (options.out.empty())
    return fail("usage: capnp compile -o- FILES | capnpc-shoal --out=FOLDER [--lock=FILE]");
  try {
    return generate(options);
  } catch (const kj::Exception& error) {
    return fail(std::string("the request cannot be read: ") + error.getDescription().cStr());
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(error.what());
  }
}
