// The heap of shoald is jemalloc's, on huge pages: docs/decisions/0013. This is how the library is
// told, before main(): it looks for this name. MALLOC_CONF in the environment outweighs it.

// NOLINTNEXTLINE: the name is the library's
extern "C" const char* malloc_conf = "thp:always,narenas:4";
