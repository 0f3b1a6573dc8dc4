/* exm-token-grant.c - what a token endpoint grants, and the clocks it is timed with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cloud"

#include "config.h"

#include "exm-token-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <time.h>

#include "exm-json-gate.h"

#include "exm-credentials-private.h"

#define LIFETIME 3600 /* seconds, when it is not told */

/* Clocks. */

static gint64
real_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static gint64
real_elapsed (void)
{
#ifdef CLOCK_BOOTTIME
  struct timespec time;

  /* Unlike the monotonic clock it goes on while the computer sleeps. */
  if (clock_gettime (CLOCK_BOOTTIME, &time) == 0)
    return time.tv_sec;
#endif
  return g_get_monotonic_time () / G_USEC_PER_SEC;
}

const ExmClock         _exm_clock_real = { real_now, real_elapsed };
static const ExmClock *the_clock = &_exm_clock_real;

void
_exm_clock_set (const ExmClock *clock)
{
  the_clock = clock != NULL ? clock : &_exm_clock_real;
}

gint64
_exm_clock_now (void)
{
  return the_clock->now ();
}

gint64
_exm_clock_elapsed (void)
{
  return the_clock->elapsed ();
}

/* Grants. */

void
_exm_grant_free (ExmGrant *self)
{
  if (self == NULL)
    return;
  _exm_wipe (self->access_token);
  _exm_wipe (self->refresh_token);
  _exm_wipe (self->id_token);
  g_free (self->scope);
  g_free (self);
}

ExmGrant *
_exm_grant_from_object (JsonObject *object,
                        GError    **error)
{
  g_autoptr (ExmGrant) self = g_new0 (ExmGrant, 1);
  const char *type = exm_json_get_string (object, "token_type");

  self->access_token = g_strdup (exm_json_get_string (object, "access_token"));
  if (self->access_token == NULL || *self->access_token == '\0' ||
      (type != NULL && g_ascii_strcasecmp (type, "Bearer") != 0))
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_BAD_REPLY,
                           _ ("The answer to the sign-in makes no sense"));
      return NULL;
    }
  self->refresh_token = g_strdup (exm_json_get_string (object, "refresh_token"));
  self->id_token = g_strdup (exm_json_get_string (object, "id_token"));
  self->scope = g_strdup (exm_json_get_string (object, "scope"));
  self->expires_in = LIFETIME;
  exm_json_get_int64 (object, "expires_in", &self->expires_in);
  self->expires_in = CLAMP (self->expires_in, 0, 24 * 3600);
  return g_steal_pointer (&self);
}
