/* exm-cloud-private.h - what the files of this room share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "exm-cloud-error.h"
#include "exm-google.h"

G_BEGIN_DECLS

/* Errors. */

/* (transfer full): the error for a transfer that failed. */
GError *_exm_cloud_error_from_curl (int curl_code);

/* Makes @error (if any) the same error with another code and sentence, keeping
 * what the server said. */
void _exm_cloud_error_turn (GError      **error,
                            ExmCloudError code,
                            const char   *message);

/* Seconds or HTTP date (RFC 9110 §10.2.3) to milliseconds from now; -1 unknown. */
gint64 _exm_retry_after_ms (const char *value);

/* @secret: keep the origin only. Queries are never kept. */
char *_exm_cloud_redact_url (const char *url,
                             gboolean    secret);

/* Calls. */

/* Sends, wants a 2xx and an object in JSON; everything else is an error. @body
 * (nullable, transfer none) is JSON text. */
JsonObject *_exm_google_call (ExmGoogle    *self,
                              const char   *method,
                              const char   *url,
                              ExmHttpFlags  flags,
                              const char   *body,
                              GCancellable *cancellable,
                              GError      **error);

/* The same for a request made by the caller. */
JsonObject *_exm_google_call_request (ExmGoogle      *self,
                                      ExmHttpRequest *request,
                                      gint64         *elapsed_ms,
                                      GCancellable   *cancellable,
                                      GError        **error);

/* The error that a non-2xx answer means; the session's token is taken out. */
GError *_exm_google_response_error (ExmGoogle       *self,
                                    ExmHttpResponse *response);

/* Visits each object in @member of each page. @url without pageToken; the
 * parameter is added. @func returns FALSE to stop early. */
typedef gboolean (*ExmGoogleItemFunc) (JsonObject *item,
                                       gpointer    user_data);
gboolean _exm_google_each (ExmGoogle        *self,
                           const char       *url,
                           const char       *member,
                           ExmGoogleItemFunc func,
                           gpointer          user_data,
                           GCancellable     *cancellable,
                           GError          **error);

/* Runs @func on a worker of the room and completes @task (transfer none) there:
 * a call of several requests is written once, as code that waits. */
void _exm_google_run (GTask          *task,
                      GTaskThreadFunc func);

/* Percent-encodes everything but RFC 3986's unreserved characters. */
char *_exm_escape (const char *text);

/* Whether @text may stand as one segment of a resource name. */
gboolean _exm_is_segment (const char *text);

/* RFC 3339 to Unix seconds, 0 unknown. */
gint64 _exm_parse_time (const char *text);

G_END_DECLS
