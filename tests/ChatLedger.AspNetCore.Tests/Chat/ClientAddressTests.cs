using ChatLedger.AspNetCore.Chat;
using Microsoft.Extensions.Options;

namespace ChatLedger.AspNetCore.Tests;

/// <summary>The address a message came from, where there is a proxy before the server.</summary>
public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("203.0.113.9", "203.0.113.0")]
    [InlineData(" 203.0.113.9 ", "203.0.113.0")]
    [InlineData("2001:db8:1:2::3", "2001:db8:1::")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.0")]
    public async Task a_trusted_proxys_word_is_taken_and_the_address_shortened(string named, string recorded) =>
        Assert.Equal(recorded, await RecordedAsync("127.0.0.0/8, ::1/128", ("X-Real-IP", named)));

    [Theory]
    [InlineData("203.0.113.9, 198.51.100.7")]
    [InlineData("unknown")]
    [InlineData("")]
    [InlineData("999.1.1.1")]
    public async Task a_word_that_is_not_one_address_counts_for_nothing(string named) =>
        Assert.Equal("127.0.0.0", await RecordedAsync("127.0.0.0/8", ("X-Real-IP", named)));

    [Fact]
    public async Task anybody_elses_word_counts_for_nothing() =>
        Assert.Equal("127.0.0.0", await RecordedAsync("10.0.0.0/8", ("X-Real-IP", "203.0.113.9")));

    [Fact]
    public async Task another_header_counts_for_nothing() =>
        Assert.Equal("127.0.0.0", await RecordedAsync("127.0.0.0/8", ("X-Forwarded-For", "203.0.113.9")));

    [Theory]
    [InlineData("X-Real-IP", null)]
    [InlineData(null, "127.0.0.0/8")]
    [InlineData("X-Real-IP", "127.0.0.0/8, somewhere")]
    public async Task half_a_setting_or_a_network_that_is_none_does_not_start(string? header, string? proxies) =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => LedgerServer.StartAsync(new Setup { Chat = Trusting(header, proxies) }));

    private static Action<ChatRouteOptions> Trusting(string? header, string? proxies) => chat => (chat.ClientIpHeader, chat.TrustedProxies) = (header, proxies);

    private static async Task<string?> RecordedAsync(string proxies, (string, string) header)
    {
        await using var server = await LedgerServer.StartAsync(new Setup { Chat = Trusting("X-Real-IP", proxies) });
        var session = Calls.NewSession();
        await server.ChatAsync("Where am I?", session, header);
        return (await server.TurnAsync(session)).UserIp;
    }
}
