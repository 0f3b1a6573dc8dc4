/* exm-http.h - HTTP over one curl multi handle on one thread
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define EXM_TYPE_HTTP (exm_http_get_type ())
G_DECLARE_FINAL_TYPE (ExmHttp, exm_http, EXM, HTTP, GObject)

/**
 * ExmHttpFlags:
 * @EXM_HTTP_NONE: nothing special: one try only
 * @EXM_HTTP_RETRY: repeating the request is harmless: it is tried again after
 *   408, 429, 500, 502, 503, 504 and after a failed connection
 * @EXM_HTTP_IMPATIENT: a person waits: at most two repeats
 * @EXM_HTTP_SECRET_URL: the address itself is a secret (an upload session):
 *   only its origin is ever logged
 * @EXM_HTTP_REUSE: one try, yet on a kept connection, on which libcurl may send
 *   it twice. Without this and EXM_HTTP_RETRY a request gets a new connection
 */
typedef enum
{
  EXM_HTTP_NONE = 0,
  EXM_HTTP_RETRY = 1 << 0,
  EXM_HTTP_IMPATIENT = 1 << 1,
  EXM_HTTP_SECRET_URL = 1 << 2,
  EXM_HTTP_REUSE = 1 << 3,
} ExmHttpFlags;

/**
 * ExmHttpLineFunc:
 * @line: the bytes of one line, without its line end; not NUL-terminated, not
 *   checked for UTF-8
 * @length: their number
 * @user_data: data of the request
 *
 * Called for each line of a 2xx answer as it comes in, in the caller's thread:
 * for the async call in the main context that was thread-default when it was
 * started (always before its callback), for the sync call in the calling
 * thread.
 */
typedef void (*ExmHttpLineFunc) (const char *line,
                                 gsize       length,
                                 gpointer    user_data);

/**
 * ExmHttpProgressFunc:
 * @sent: bytes of the body sent so far in this try
 * @received: bytes of the answer received so far in this try
 * @user_data: data of the request
 *
 * Called at most about ten times a second, in the same thread as
 * [callback@HttpLineFunc].
 */
typedef void (*ExmHttpProgressFunc) (gint64   sent,
                                     gint64   received,
                                     gpointer user_data);

/**
 * ExmHttpRequest:
 * @method: "GET", "POST", "PUT", "PATCH", "DELETE"
 * @url: https anywhere, http only for 127.0.0.1, [::1] and localhost
 * @flags: see [flags@HttpFlags]
 * @content_type: (nullable): Content-Type; needed whenever there is a body
 * @body: (nullable): the body, when it is in memory
 * @body_fd: a file to send instead, -1 for none; read by pread() only, so
 *   that several requests may share it; not closed here; the caller keeps it
 *   open until the request has ended
 * @body_offset: first byte of @body_fd to send
 * @body_length: number of bytes of @body_fd to send
 * @max_answer: cap on the body of the answer in bytes; an answer that is
 *   longer fails with EXM_CLOUD_ERROR_BAD_REPLY. Default 16 MiB
 * @connect_timeout_ms: default 15 000
 * @timeout_ms: for one try, all in all; default 60 000, 0 = none
 * @line_func: (nullable): stream the lines of a 2xx answer instead of keeping
 *   them; a request that has delivered a line is not repeated
 * @progress_func: (nullable): see [callback@HttpProgressFunc]
 * @user_data: for the two functions
 *
 * One request. Made with exm_http_request_new(); the fields are then set
 * directly, except headers. Not to be changed once it is sent; a copy is not
 * needed, it is reference-counted.
 */
typedef struct
{
  char               *method;
  char               *url;
  ExmHttpFlags        flags;
  char               *content_type;
  GBytes             *body;
  int                 body_fd;
  gint64              body_offset;
  gint64              body_length;
  gint64              max_answer;
  guint               connect_timeout_ms;
  guint               timeout_ms;
  ExmHttpLineFunc     line_func;
  ExmHttpProgressFunc progress_func;
  gpointer            user_data;

  /*< private >*/
  GPtrArray *headers;
  guint      ref_count;
} ExmHttpRequest;

#define EXM_TYPE_HTTP_REQUEST (exm_http_request_get_type ())

GType           exm_http_request_get_type (void);
ExmHttpRequest *exm_http_request_new (const char *method,
                                      const char *url);
ExmHttpRequest *exm_http_request_ref (ExmHttpRequest *self);
void            exm_http_request_unref (ExmHttpRequest *self);

/**
 * exm_http_request_set_header:
 * @self: a request not yet sent
 * @name: header name
 * @value: (nullable): value without line breaks; %NULL removes the header.
 *   "Authorization" is never logged.
 */
void exm_http_request_set_header (ExmHttpRequest *self,
                                  const char     *name,
                                  const char     *value);

/**
 * exm_http_request_set_body:
 * @self: a request not yet sent
 * @content_type: its type
 * @body: (transfer none): its bytes
 */
void exm_http_request_set_body (ExmHttpRequest *self,
                                const char     *content_type,
                                GBytes         *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmHttpRequest, exm_http_request_unref)

/**
 * ExmHttpResponse:
 * @status: HTTP status of the last try
 * @body: its body; empty for a streamed one
 * @elapsed_ms: from the start of the last try to its end
 * @tries: how often the request was sent
 *
 * The answer, whatever its status: only a transfer that failed is an error.
 */
typedef struct
{
  guint   status;
  GBytes *body;
  gint64  elapsed_ms;
  guint   tries;

  /*< private >*/
  GHashTable *headers;
  guint       ref_count;
} ExmHttpResponse;

#define EXM_TYPE_HTTP_RESPONSE (exm_http_response_get_type ())

GType            exm_http_response_get_type (void);
ExmHttpResponse *exm_http_response_ref (ExmHttpResponse *self);
void             exm_http_response_unref (ExmHttpResponse *self);

/**
 * exm_http_response_get_header:
 * @self: an answer
 * @name: header name, in any case
 *
 * Returns: (transfer none) (nullable): the last value of that header
 */
const char *exm_http_response_get_header (ExmHttpResponse *self,
                                          const char      *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmHttpResponse, exm_http_response_unref)

/**
 * ExmHttpPace:
 * @max_tries: tries in all for a request with EXM_HTTP_RETRY; default 5
 * @first_ms: wait before the first repeat, doubled each time; default 1 000
 * @cap_ms: longest wait of our own; default 60 000. The server's Retry-After or
 *   RetryInfo.retryDelay is a lower bound on top of it
 * @patience_ms: when the server asks for a longer wait than this, its answer is
 *   handed back instead; default 120 000
 *
 * How requests are repeated. The figures are those of Google's own clients
 * (python-genai `HttpRetryOptions`; https://cloud.google.com/storage/docs/retry-strategy).
 * Each wait is drawn evenly from half of the computed time to all of it.
 */
typedef struct
{
  guint max_tries;
  guint first_ms;
  guint cap_ms;
  guint patience_ms;
} ExmHttpPace;

/**
 * exm_http_new:
 *
 * Starts the `net` thread with its one curl multi handle. The object may be
 * used from any thread. TLS is always verified, redirects are never followed,
 * only https (and http on loopback) is spoken, proxies are not used for
 * loopback.
 *
 * Returns: (transfer full): a new client
 */
ExmHttp    *exm_http_new (void);
void        exm_http_set_pace (ExmHttp           *self,
                               const ExmHttpPace *pace);
ExmHttpPace exm_http_get_pace (ExmHttp *self);

/**
 * exm_http_send_async:
 * @self: a client
 * @request: what to send
 * @cancellable: (nullable): removes the transfer at once
 * @callback: called when the transfer has ended
 * @user_data: data for @callback
 */
void exm_http_send_async (ExmHttp            *self,
                          ExmHttpRequest     *request,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data);

/**
 * exm_http_send_finish:
 * @self: a client
 * @result: result of the call
 * @error: return location: EXM_CLOUD_ERROR OFFLINE, TIMEOUT, TLS, CONNECTION,
 *   BAD_REPLY, REFUSED or LOCAL_FILE; G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the answer, of any status
 */
ExmHttpResponse *exm_http_send_finish (ExmHttp      *self,
                                       GAsyncResult *result,
                                       GError      **error);

/**
 * exm_http_send:
 *
 * The same, waiting. For workers and the command line, never for a thread that
 * runs a main loop with widgets.
 */
ExmHttpResponse *exm_http_send (ExmHttp        *self,
                                ExmHttpRequest *request,
                                GCancellable   *cancellable,
                                GError        **error);

/**
 * exm_http_url_is_loopback:
 * @url: an address
 *
 * Returns: whether its host is 127.0.0.1, [::1] or localhost
 */
gboolean exm_http_url_is_loopback (const char *url);

/**
 * exm_http_same_origin:
 * @a: an address
 * @b: another
 *
 * Returns: whether scheme, host and port are the same (RFC 6454); %FALSE if
 *   one of them is malformed or carries a user name
 */
gboolean exm_http_same_origin (const char *a,
                               const char *b);

G_END_DECLS
