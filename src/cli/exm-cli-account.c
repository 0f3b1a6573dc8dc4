/* exm-cli-account.c - the account that a command works with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"

#include <glib/gi18n-lib.h>

#define PRACTICE "practice"
#define ENVIRONMENT "environment"

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
  self->title = g_strdup (_("Practice"));
  return self->google != NULL;
}

static gboolean
connect_environment (ExmCliAccount *self,
                     GError       **error)
{
  self->google = exm_google_new_from_environment (error);
  self->title = g_strdup (exm_account_kind_get_title (EXM_ACCOUNT_BEARER));
  return self->google != NULL;
}

static gboolean
connect_kept (ExmCliAccount *self,
              const char    *name,
              GError       **error)
{
  ExmAccount *account;

  self->accounts = exm_accounts_new (NULL, error);
  if (self->accounts == NULL || !exm_accounts_load (self->accounts, _exm_cli_cancellable (), error))
    return FALSE;
  account = exm_accounts_find (self->accounts, name);
  if (account == NULL)
    {
      g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_FOUND,
                   _("There is no account “%s”; “exemplar accounts” lists those that there are"), name);
      return FALSE;
    }
  self->google = exm_accounts_open (self->accounts, account, _exm_cli_cancellable (), error);
  self->id = g_strdup (exm_account_get_id (account));
  self->title = exm_account_dup_title (account);
  return self->google != NULL;
}

static gboolean
connect_named (ExmCliAccount *self,
               const char    *name,
               GError       **error)
{
  if (g_str_equal (name, PRACTICE) || g_str_equal (name, ENVIRONMENT))
    self->id = g_strdup (name);
  if (g_str_equal (name, PRACTICE))
    return connect_practice (self, error);
  if (g_str_equal (name, ENVIRONMENT))
    return connect_environment (self, error);
  return connect_kept (self, name, error);
}

void
_exm_cli_account_set_project (ExmCliAccount *self,
                              const char    *project)
{
  if (self->project != project)
    {
      g_free (self->project);
      self->project = g_strdup (project);
    }
  exm_google_work_in (self->google, self->project, NULL);
}

static void
take (char      **field,
      const char *given,
      const char *variable)
{
  *field = g_strdup (given != NULL ? given : g_getenv (variable));
}

static void
choose (ExmCliAccount      *self,
        const ExmCliChoice *given)
{
  g_auto(ExmCliChoice) choice = { 0 };

  if (g_str_equal (self->id, ENVIRONMENT))
    {
      take (&self->project, given->project, "EXEMPLAR_PROJECT");
      take (&self->location, given->region, "EXEMPLAR_LOCATION");
      take (&self->bucket, given->bucket, "EXEMPLAR_BUCKET");
    }
  else
    {
      choice.project = g_strdup (given->project);
      choice.region = g_strdup (given->region);
      choice.bucket = g_strdup (given->bucket);
      _exm_cli_choice_recall (&choice, self->id);
      self->project = g_steal_pointer (&choice.project);
      self->location = g_steal_pointer (&choice.region);
      self->bucket = g_steal_pointer (&choice.bucket);
    }
  if (self->project == NULL && _exm_cli_account_is_practice (self))
    self->project = g_strdup (EXM_PRACTICE_PROJECT);
  _exm_cli_account_set_project (self, self->project);
}

ExmCliAccount *
_exm_cli_account_new (const ExmCliChoice *choice,
                      GError            **error)
{
  g_autoptr(ExmCliAccount) self = g_new0 (ExmCliAccount, 1);

  if (!connect_named (self, choice->account != NULL ? choice->account : PRACTICE, error))
    return NULL;
  choose (self, choice);
  return g_steal_pointer (&self);
}

void
_exm_cli_account_free (ExmCliAccount *self)
{
  g_clear_object (&self->google);
  g_clear_object (&self->accounts);
  g_clear_pointer (&self->host, exm_practice_host_free);
  g_free (self->id);
  g_free (self->title);
  g_free (self->project);
  g_free (self->location);
  g_free (self->bucket);
  g_free (self);
}

gboolean
_exm_cli_account_is_practice (const ExmCliAccount *self)
{
  return exm_google_get_kind (self->google) == EXM_ACCOUNT_PRACTICE;
}

gboolean
_exm_cli_account_need_project (const ExmCliAccount *self,
                               GError             **error)
{
  if (self->project != NULL)
    return TRUE;
  if (g_str_equal (self->id, ENVIRONMENT))
    g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_OPTION,
                         _("EXEMPLAR_PROJECT does not name a project"));
  else
    g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_OPTION,
                 _("No project is chosen for %s: name one with --project; “exemplar doctor” lists them"), self->title);
  return FALSE;
}

void
_exm_cli_account_remember (const ExmCliAccount *self)
{
  if (!g_str_equal (self->id, ENVIRONMENT))
    _exm_cli_choice_remember (self->id, self->project, self->location, self->bucket);
}
