namespace ChatLedger.Repository.Tests.Support;

/// <summary>Assertions that tell every offender in full.</summary>
internal static class Claims
{
    /// <summary>What is said is what is, each once.</summary>
    public static void Match(IEnumerable<string> real, IEnumerable<string> said)
    {
        var (reality, claims) = (real.ToList(), said.ToList());
        Assert.NotEmpty(reality);
        Fail(
        [
            .. reality.Except(claims).Select(item => $"is, and is not said: {item}"),
            .. claims.Except(reality).Select(item => $"is said, and is not: {item}"),
            .. claims.CountBy(item => item).Where(count => count.Value > 1).Select(count => $"is said twice: {count.Key}"),
        ]);
    }

    /// <summary>Nothing among what was looked at offends, and something was looked at.</summary>
    public static void None<T>(IEnumerable<T> looked, Func<T, bool> offends)
    {
        var all = looked.ToList();
        Assert.NotEmpty(all);
        Fail([.. all.Where(offends).Select(item => $"{item}")]);
    }

    private static void Fail(string[] offenders)
    {
        if (offenders.Length > 0) Assert.Fail(string.Join('\n', offenders));
    }
}
