// Included first by every header of src/core. It has no include guard on purpose: the test below runs for
// each of them. The algorithms must compile and be tested without a server, so a core header that comes after
// a PostgreSQL header is an error: include core headers first.
#ifdef POSTGRES_H
#error "src/core does not know PostgreSQL: include core headers before pg headers"
#endif
