/* exm-cli-choice.c - which account, and what it was last used with
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-cli"

#include "config.h"

#include "exm-cli-private.h"

#include <glib/gi18n-lib.h>

#include "exm-account-memory.h"

void
_exm_cli_choice_clear (ExmCliChoice *self)
{
  g_clear_pointer (&self->account, g_free);
  g_clear_pointer (&self->project, g_free);
  g_clear_pointer (&self->region, g_free);
  g_clear_pointer (&self->bucket, g_free);
}

void
_exm_cli_choice_add_options (ExmCliChoice   *self,
                             gboolean        with_place,
                             GOptionContext *context)
{
  /* clang-format off */
  const GOptionEntry who[] = {
    { "account", 'a', 0, G_OPTION_ARG_STRING, &self->account, N_("Account: its e-mail or id, “practice” or “environment”"), N_("ACCOUNT") },
    { "project", 'p', 0, G_OPTION_ARG_STRING, &self->project, N_("Google Cloud project; remembered for the account"), N_("ID") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */
  /* clang-format off */
  const GOptionEntry place[] = {
    { "region", 'r', 0, G_OPTION_ARG_STRING, &self->region, N_("Tuning region; remembered for the account"), N_("REGION") },
    { "bucket", 'b', 0, G_OPTION_ARG_STRING, &self->bucket, N_("Bucket for the files; remembered for the account"), N_("NAME") },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  g_option_context_add_main_entries (context, who, GETTEXT_PACKAGE);
  if (with_place)
    g_option_context_add_main_entries (context, place, GETTEXT_PACKAGE);
}

/* --- what is remembered, by the window as well ------------------------------------------- */

void
_exm_cli_choice_recall (ExmCliChoice *self,
                        const char   *id)
{
  g_autoptr(ExmAccountMemory) memory = exm_account_memory_open_sync (NULL);
  g_autofree char *project = exm_account_memory_get (memory, id, EXM_MEMORY_PROJECT);

  if (self->project == NULL)
    self->project = g_strdup (project);
  if (self->region == NULL)
    self->region = exm_account_memory_get (memory, id, EXM_MEMORY_REGION);
  if (self->bucket == NULL && g_strcmp0 (self->project, project) == 0)
    self->bucket = exm_account_memory_get (memory, id, EXM_MEMORY_BUCKET);
}

void
_exm_cli_choice_remember (const char *id,
                          const char *project,
                          const char *region,
                          const char *bucket)
{
  g_autoptr(ExmAccountMemory) memory = exm_account_memory_open_sync (NULL);
  g_autofree char *former = exm_account_memory_get (memory, id, EXM_MEMORY_PROJECT);

  if (project != NULL && g_strcmp0 (former, project) != 0)
    exm_account_memory_set (memory, id, EXM_MEMORY_BUCKET, NULL);
  if (project != NULL)
    exm_account_memory_set (memory, id, EXM_MEMORY_PROJECT, project);
  if (region != NULL)
    exm_account_memory_set (memory, id, EXM_MEMORY_REGION, region);
  if (bucket != NULL)
    exm_account_memory_set (memory, id, EXM_MEMORY_BUCKET, bucket);
}

void
_exm_cli_choice_forget_bucket (const char *id,
                               const char *bucket)
{
  g_autoptr(ExmAccountMemory) memory = exm_account_memory_open_sync (NULL);
  g_autofree char *known = exm_account_memory_get (memory, id, EXM_MEMORY_BUCKET);

  if (g_strcmp0 (known, bucket) == 0)
    exm_account_memory_set (memory, id, EXM_MEMORY_BUCKET, NULL);
}

void
_exm_cli_choice_forget (const char *id)
{
  g_autoptr(ExmAccountMemory) memory = exm_account_memory_open_sync (NULL);

  exm_account_memory_forget (memory, id);
}
