/* exm-sign-in-private.h - the parts of one attempt to sign in
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "exm-sign-in.h"

G_BEGIN_DECLS

/* exm-sign-in-callback.c: what came back from the browser. */

typedef struct
{
  guint status; /* 200: it is the answer; else the HTTP status to refuse it with */
  char *code;   /* secret; or, when the person or Google said no: */
  char *error;
} ExmSignInCallback;

void _exm_sign_in_callback_clear (ExmSignInCallback *self);

/* Judges a request, up to and without its empty line. @host is "127.0.0.1:PORT",
 * @issuer the only `iss` that is taken. Pure. */
void _exm_sign_in_callback_read (ExmSignInCallback *self,
                                 const char        *request,
                                 const char        *host,
                                 const char        *state,
                                 const char        *issuer);

/* exm-sign-in-page.c: (transfer full): a whole HTTP answer. */
char *_exm_sign_in_page (guint       status,
                         const char *title,
                         const char *text);

/* exm-sign-in-listener.c */

typedef struct _ExmSignInListener ExmSignInListener;

ExmSignInListener *_exm_sign_in_listener_new (GError **error);
void               _exm_sign_in_listener_free (ExmSignInListener *self);
guint16            _exm_sign_in_listener_get_port (ExmSignInListener *self);

/* Waits for the one answer, then listens no more; the browser waits on for
 * _exm_sign_in_listener_reply(). */
gboolean _exm_sign_in_listener_wait (ExmSignInListener *self,
                                     const char        *state,
                                     const char        *issuer,
                                     guint              timeout_ms,
                                     ExmSignInCallback *callback,
                                     GCancellable      *cancellable,
                                     GError           **error);

/* @page: (transfer full): of _exm_sign_in_page() */
void _exm_sign_in_listener_reply (ExmSignInListener *self,
                                  char              *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmSignInListener, _exm_sign_in_listener_free)

/* exm-sign-in.c, for tests. */
void        _exm_sign_in_set_timeout (ExmSignIn *self,
                                      guint      timeout_ms);
const char *_exm_sign_in_get_verifier (ExmSignIn *self);

G_END_DECLS
