/* fake-server.h - an HTTP/1.1 server on loopback that a test scripts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char       *method;
  char       *target;
  GHashTable *headers; /* lower-case names */
  GByteArray *body;
  guint       number;     /* of this request, from 1 */
  guint       connection; /* it came on, from 1 */
} FakeRequest;

/* Answers one request with raw bytes (transfer full). NULL resets the connection
 * without an answer. Runs on a thread of the connection, one at a time. */
typedef char *(*FakeHandler) (FakeRequest *request,
                              gpointer     user_data);

typedef struct _FakeServer FakeServer;

FakeServer *fake_server_new (FakeHandler handler,
                             gpointer    user_data);
void        fake_server_free (FakeServer *self);
const char *fake_server_get_origin (FakeServer *self);
guint       fake_server_n_requests (FakeServer *self);

/* Writes answers in pieces with a pause between: slow bytes. */
void fake_server_set_drip (FakeServer *self,
                           guint       bytes,
                           guint       pause_ms);

/* (transfer full): "HTTP/1.1 STATUS X", @headers ("A: b\r\n…" or ""), a
 * Content-Length and @body. */
char *fake_reply (guint       status,
                  const char *headers,
                  const char *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeServer, fake_server_free)

G_END_DECLS
