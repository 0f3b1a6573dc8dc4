/* exm-cli-account.c - the account that a command works with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"
#include "exm-jobs.h"
#include "exm-practice-host.h"

#include <glib/gi18n-lib.h>

static gboolean
connect_practice (ExmCliAccount *self,
                  GError       **error)
{
  /* A practice service that runs elsewhere on this computer, named by hand. */
  const char *origin = g_getenv ("EXEMPLAR_GOOGLE_ORIGIN");

  if (origin == NULL)
    {
      g_autofree char *folder = exm_practice_host_default_folder ();

      self->host = exm_practice_host_new (folder, error);
      if (self->host == NULL)
        return FALSE;
      origin = exm_practice_host_get_url (self->host);
    }
  self->google = exm_google_new_practice (origin, EXM_PRACTICE_TOKEN_PREFIX "exemplar", error);
  self->project = g_strdup (EXM_PRACTICE_PROJECT);
  return self->google != NULL;
}

static gboolean
connect_environment (ExmCliAccount *self,
                     GError       **error)
{
  self->google = exm_google_new_from_environment (error);
  if (self->google == NULL)
    return FALSE;
  self->project = g_strdup (g_getenv ("EXEMPLAR_PROJECT"));
  self->location = g_strdup (g_getenv ("EXEMPLAR_LOCATION"));
  self->bucket = g_strdup (g_getenv ("EXEMPLAR_BUCKET"));
  if (self->project == NULL && exm_google_get_kind (self->google) == EXM_ACCOUNT_PRACTICE)
    self->project = g_strdup (EXM_PRACTICE_PROJECT);
  if (self->project == NULL)
    {
      g_set_error_literal (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH,
                           _ ("EXEMPLAR_PROJECT does not name a project"));
      return FALSE;
    }
  return TRUE;
}

ExmCliAccount *
_exm_cli_account_new (const char *name,
                      GError    **error)
{
  g_autoptr (ExmCliAccount) self = g_new0 (ExmCliAccount, 1);
  gboolean ok;

  if (name == NULL || g_str_equal (name, "practice"))
    ok = connect_practice (self, error);
  else if (g_str_equal (name, "environment"))
    ok = connect_environment (self, error);
  else
    {
      g_set_error (error, EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH,
                   _ ("There is no account “%s”; “practice” is always there"), name);
      ok = FALSE;
    }
  return ok ? g_steal_pointer (&self) : NULL;
}

void
_exm_cli_account_free (ExmCliAccount *self)
{
  g_clear_object (&self->google);
  g_clear_pointer (&self->host, exm_practice_host_free);
  g_free (self->project);
  g_free (self->location);
  g_free (self->bucket);
  g_free (self);
}
