using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ChatLedger;

/// <summary>Checks the options' ranges, naming every mistake by its configuration key.</summary>
internal sealed class ChatLedgerOptionsValidation : IValidateOptions<ChatLedgerOptions>
{
    public ValidateOptionsResult Validate(string? name, ChatLedgerOptions options)
    {
        var mistakes = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), mistakes, validateAllProperties: true);
        return mistakes.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(mistakes.Select(static mistake => $"ChatLedger:{string.Join(',', mistake.MemberNames)}: {mistake.ErrorMessage}"));
    }
}
