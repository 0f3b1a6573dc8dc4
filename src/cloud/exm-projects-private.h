/* exm-projects-private.h - what the calls that set a project up share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "exm-google.h"

G_BEGIN_DECLS

#define EXM_HOST_PROJECTS "cloudresourcemanager.googleapis.com"
#define EXM_HOST_BILLING "cloudbilling.googleapis.com"
#define EXM_HOST_SERVICES "serviceusage.googleapis.com"

/* The address of @path ("/v3/…") on @host, or on the session's origin. */
char *_exm_setup_url (ExmGoogle  *google,
                      const char *host,
                      const char *path);

/* EXM_CLOUD_ERROR_REFUSED unless @project may stand in an address. */
gboolean _exm_setup_check_project (const char *project,
                                   GError    **error);

void _exm_setup_set_odd (GError **error);

/* Whether the request may have been carried out although there is no answer
 * that says so. */
gboolean _exm_setup_is_lost (const GError *error);

/* Six characters that no rule on names minds, drawn anew each time. */
char *_exm_setup_random (void);

/* @name as small letters, digits and single hyphens, a letter first, at most
 * @max bytes; "" if nothing is left, or if what is left holds one of Google's
 * reserved words. */
char *_exm_setup_slug (const char *name,
                       gsize       max);

/* Sleeps; FALSE when cancelled meanwhile. */
gboolean _exm_setup_sleep (guint         ms,
                           GCancellable *cancellable,
                           GError      **error);

/* The next wait of a poller: begins with 0, follows the session's pace. */
guint _exm_setup_next_wait (ExmGoogle *google,
                            guint      last_ms);

/* Polls @operation (an answer) at "VERSION/operations/…" on @host until it is
 * done, at most @seconds. (transfer full): its response, perhaps empty; the
 * operation's own error becomes an EXM_CLOUD_ERROR as if the call had failed. */
JsonObject *_exm_setup_wait (ExmGoogle    *google,
                             const char   *host,
                             const char   *version,
                             JsonObject   *operation,
                             guint         seconds,
                             GCancellable *cancellable,
                             GError      **error);

/* Arguments of an async form. */
typedef struct
{
  char  *a;
  char  *b;
  char  *c;
  char **list;
  guint  number;
} ExmSetupArgs;

GTask *_exm_setup_task (ExmGoogle          *google,
                        gpointer            tag,
                        const char         *a,
                        const char         *b,
                        const char         *c,
                        const char *const  *list,
                        guint               number,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data);

/* Returns @pointer, or @error (transfer full) if it is NULL. */
void _exm_setup_return (GTask         *task,
                        gpointer       pointer,
                        GDestroyNotify destroy,
                        GError        *error);

gpointer _exm_setup_finish (ExmGoogle    *google,
                            GAsyncResult *result,
                            GError      **error);

G_END_DECLS
